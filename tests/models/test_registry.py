"""Every entry is true: it builds, its weights are those of its card, its points and pictures exist."""

import json
import re
import shutil
from pathlib import Path

import pytest
import torch

from models.measure.macs import macs
from models.registry import MODELS, WEIGHTS, card, load
from models.spec.errors import WeightsError
from models.spec.point import STAGE_ROLES

FAMILIES = ("mlp", "cnn", "vit", "mixer")


def matches(pattern: str, names: list[str]) -> list[str]:
    expression = re.compile(re.escape(pattern).replace(r"\*", r"[^.]+"))
    return [name for name in names if expression.fullmatch(name)]


def test_the_four_families_come_in_two_versions() -> None:
    for family in FAMILIES:
        for version, suffix in (("centred", ""), ("shifted", "-shifted")):
            entry = MODELS[f"digits-{family}{suffix}"]
            assert (entry.family, entry.tier, entry.version) == (family, "digits", version)
    assert len({(entry.tier, entry.title) for entry in MODELS.values()}) == len(MODELS), "a tier tells its models apart"
    assert all(entry.labels == tuple("0123456789") for entry in MODELS.values() if entry.tier == "digits")


@pytest.mark.parametrize("name", MODELS)
def test_loads_ready_to_look_at(name: str) -> None:
    form = MODELS[name].input
    model = load(name)
    assert not any(module.training for module in model.modules())
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert all(tensor.dtype == torch.float32 for tensor in model.state_dict().values() if tensor.is_floating_point())
    assert model(torch.zeros(2, form.channels, form.height, form.width)).shape == (2, len(MODELS[name].labels))


@pytest.mark.parametrize("name", MODELS)
def test_the_card_is_true(name: str) -> None:
    facts, entry, model = card(name), MODELS[name], load(name)
    assert (facts["id"], facts["title"], facts["family"]) == (name, entry.title, entry.family)
    assert (facts["tier"], facts["version"]) == (entry.tier, entry.version)
    assert facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert facts["macs"] == macs(model, entry.input)
    assert len(facts["per_class"]) == len(entry.labels)
    assert list(facts["shift_accuracy"]) == ["0", "1", "2", "4", "6", "8"]
    assert len(facts["curve"]) == facts["recipe"]["epochs"]
    assert (facts["train_size"], facts["test_size"]) == {
        "digits": (60_000, 10_000),
        "photos": (100_000, 10_000),
        "pairs": (1_000, 88),
    }[entry.tier]
    assert (facts["recipe"]["augmentation"].get("shift", 0) > 0) == (entry.version == "shifted")
    assert facts["command"].startswith(f"python -m models.training.train {name}")
    assert "/" not in facts["command"], "a command that works on any machine"


def test_multiply_accumulates_by_hand() -> None:
    """Of the MLP: its three matrices. Of the CNN: kernel size x inputs x outputs x positions, and the head."""
    assert card("digits-mlp")["macs"] == 784 * 512 + 512 * 256 + 256 * 10
    positions = 9 * (28**2 * (1 * 32 + 32 * 32) + 14**2 * (32 * 64 + 64 * 64) + 7**2 * (64 * 128 + 128 * 128))
    assert card("digits-cnn")["macs"] == positions + 128 * 10


@pytest.mark.parametrize("name", MODELS)
def test_every_point_yields_what_its_axes_say(name: str) -> None:
    entry, model = MODELS[name], MODELS[name].build().eval()
    modules = dict(model.named_modules())
    shapes: dict[str, tuple[int, ...]] = {}

    def note(path: str) -> None:
        modules[path].register_forward_hook(lambda _module, _given, output: shapes.update({path: tuple(output.shape)}))

    for point in entry.points:
        found = matches(point.pattern, list(modules))
        assert found, f"{point.pattern} matches no module"
        assert ("{}" in point.title) == ("*" in point.pattern)
        for path in found:
            note(path)
    form = entry.input
    model(torch.zeros(1, form.channels, form.height, form.width))
    patches = {"digits": 49, "photos": 64, "pairs": 64}[entry.tier]
    for point in entry.points:
        for path in matches(point.pattern, list(modules)):
            assert len(shapes[path]) == 1 + len(point.axes), path
            if "token" in point.axes:
                assert shapes[path][1] == patches + point.prefix
    assert entry.points[-1].role == "logits"


@pytest.mark.parametrize("name", MODELS)
def test_every_picture_is_a_parameter_shown_with_a_stage(name: str) -> None:
    entry = MODELS[name]
    parameters = dict(entry.build().named_parameters())
    dimensions = {"units": 2, "kernels": 4, "tokens": 2, "patches": 2, "sources": 4, "positions": 3}
    stages = {point.pattern for point in entry.points if point.role in STAGE_ROLES}
    for picture in entry.pictures:
        found = matches(picture.parameter, list(parameters))
        assert found, f"{picture.parameter} matches no parameter"
        assert picture.stage in stages
        assert ("{}" in picture.title) == ("*" in picture.parameter)
        assert all(parameters[path].ndim == dimensions[picture.kind] for path in found)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for suffix in ("safetensors", "json"):
        shutil.copy(WEIGHTS / f"digits-mlp.{suffix}", tmp_path)
    load("digits-mlp", tmp_path)
    return tmp_path


@pytest.mark.parametrize("damage", ["flipped", "truncated", "empty", "missing"])
def test_damaged_weights_are_refused(copied: Path, damage: str) -> None:
    path = copied / "digits-mlp.safetensors"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"flipped": data, "truncated": path.read_bytes()[:-1], "empty": b""}[damage])
    with pytest.raises(WeightsError, match="make train MODEL=digits-mlp"):
        load("digits-mlp", copied)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "null"])
def test_damaged_card_is_refused(copied: Path, text: str | None) -> None:
    path = copied / "digits-mlp.json"
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    with pytest.raises(WeightsError, match="git checkout"):
        load("digits-mlp", copied)


def test_weights_of_another_model_are_refused_even_with_their_hash(copied: Path) -> None:
    shutil.copy(WEIGHTS / "digits-vit.safetensors", copied / "digits-mlp.safetensors")
    facts = json.loads((copied / "digits-mlp.json").read_text()) | {"sha256": card("digits-vit")["sha256"]}
    (copied / "digits-mlp.json").write_text(json.dumps(facts))
    with pytest.raises(WeightsError, match="do not fit"):
        load("digits-mlp", copied)


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load("digits-untrained")
