"""Image models of transformers: out of a folder in their own format and by a function, against transformers itself."""

import json
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import transformers
from fastapi.testclient import TestClient
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from app.catalog.loaded_model import LoadedModel
from app.catalog.own.source import Own, own_models
from app.core.settings import Settings
from app.main import create_app
from models.spec.errors import WeightsError
from tests.conftest import wait_until
from tests.support.every_call import answers
from tests.support.thorough import in_test_all, some
from tests.support.tiny_timm import Opened
from tests.support.tiny_transformers import CLASSES, SIDE, TINY, WITHOUT_CLASSES, WITHOUT_SDPA, build, save

HERE = "tests.support.tiny_transformers"
X = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(3))

LAYERS: dict[str, tuple[str, int, int]] = {
    "vit": ("vit.layers.{}", 2, 1), "deit": ("deit.layers.{}", 2, 2), "beit": ("beit.layers.{}", 2, 1),
    "dinov2": ("dinov2.encoder.layer.{}", 2, 1), "registers": ("dinov2_with_registers.encoder.layer.{}", 2, 5),
    "siglip": ("encoder.layers.{}", 2, 0), "clip": ("vision_model.encoder.layers.{}", 2, 1),
}  # fmt: skip
"""Of models of equal blocks: their paths, how many there are, and how many tokens come before the places."""

STEPPED = {
    "swin": [f"swin.encoder.layers.{step}.blocks.{block}" for step in range(2) for block in range(2)],
    "convnext": [f"convnext.encoder.stages.{step}.layers.{block}" for step, block in ((0, 0), (1, 0), (1, 1), (2, 0), (3, 0))],
    "resnet": [f"resnet.encoder.stages.{step}.layers.{block}" for step, block in ((0, 0), (1, 0), (1, 1), (2, 0), (3, 0))],
    "mobilevit": [f"mobilevit.encoder.layer.{step}.fusion" for step in (2, 3, 4)],
}
"""Of the others: what each block hands on, in order."""


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may ask another machine for anything."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"asked {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def answer(model: nn.Module, x: Tensor) -> Tensor:
    """What transformers calls the answer, (B, class or feature)."""
    output = model(x)
    names = ("logits", "image_embeds", "pooler_output")
    return next(found for name in names if (found := getattr(output, name, None)) is not None).flatten(1)


def weights_in(model: nn.Module, x: Tensor) -> list[Tensor]:
    """Attention as transformers' own modules hand it on where it is eager: rows that sum to 1, (B, head, query, key)."""
    kept: dict[int, Tensor] = {}

    def see(module: nn.Module, given: object, output: object) -> None:
        for one in output if isinstance(output, tuple) else (output,):
            rows = isinstance(one, Tensor) and one.dim() == 4 and bool((one >= 0).all())
            if rows and torch.allclose(one.sum(-1), torch.ones(one.shape[:-1]), atol=1e-5):
                kept.setdefault(id(one), one)

    hooks = [part.register_forward_hook(see) for part in model.modules()]
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    return list(kept.values())


def as_it_takes(name: str, x: Tensor) -> Tensor:
    """MobileViT takes blue first."""
    return x.flip(1) if name == "mobilevit" else x


def check(name: str, own: Own, plain: nn.Module, eager: nn.Module) -> None:
    entry, model = own.open()
    loaded = LoadedModel.of(name, entry, model, [])
    recording, x = loaded.recorder.run(X), as_it_takes(name, X)
    with torch.no_grad():
        torch.testing.assert_close(recording.output, answer(plain, x), atol=2e-6, rtol=1e-5)
    assert entry.labels == (() if name in WITHOUT_CLASSES else CLASSES)
    blocks = [point for point in loaded.points if point.stage and (point.title.startswith("block") or point.title[:3] == "fus")]
    if name in LAYERS:
        path, count, prefix = LAYERS[name]
        assert [point.name for point in blocks] == [path.format(number) for number in range(count)]
        assert {(point.grid, point.prefix) for point in blocks} == {((SIDE // 16, SIDE // 16), prefix)}
    else:
        inner = [point.name for point in blocks if not point.name.startswith("mobilevit.encoder.layer.0")]
        assert [one for one in inner if one in STEPPED[name]] == STEPPED[name]
        assert all(point.grid for point in blocks)
    maps, theirs = [point for point in loaded.points if point.role == "attention"], weights_in(eager, x)
    assert len(maps) == len(theirs)
    for point, weights in zip(maps, theirs, strict=True):
        torch.testing.assert_close(point.of(recording).reshape(weights.shape), weights, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("name", TINY)
def test_a_folder_gives_the_model_with_its_labels_blocks_places_and_attention(name: str, tmp_path: Path) -> None:
    plain = save(name, tmp_path / name)
    eager = build(name, "eager")
    check(name, Own(str(tmp_path / name)), plain, eager)


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
@pytest.mark.parametrize("name", some(list(TINY), 3))
def test_a_function_gives_the_same(name: str, attention: str) -> None:
    if attention == "sdpa" and name in WITHOUT_SDPA:
        pytest.skip("transformers has no sdpa for it")
    check(name, Own(f"{HERE}:{name}_{attention}"), build(name, attention), build(name, "eager"))


def test_weights_in_several_files_are_put_together_by_their_index(tmp_path: Path) -> None:
    plain = save("vit", tmp_path, part="40KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 3
    assert not (tmp_path / "model.safetensors").exists()
    model = Own(str(tmp_path)).open()[1]
    assert torch.allclose(model(X), answer(plain, X), atol=2e-6)


def test_of_two_towers_the_one_for_pictures_is_shown(tmp_path: Path) -> None:
    vision, text = (
        TINY["clip"][1],
        {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32},
    )
    config = transformers.CLIPConfig(vision_config=vision, text_config=text | {"vocab_size": 9, "eos_token_id": 8})
    whole = transformers.CLIPModel(config).eval()
    whole.save_pretrained(tmp_path)
    transformers.CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size=SIDE).save_pretrained(tmp_path)
    entry, model = Own(str(tmp_path)).open()
    with torch.no_grad():
        assert torch.allclose(model(X), whole.vision_model(X).pooler_output, atol=2e-6)
    assert "a part for pictures and one for text" in " ".join(map(str, entry.findings))
    assert "classes" in entry.lacks


Damage = Callable[[Path], object]


def config(**changes: object) -> Damage:
    def damage(folder: Path) -> None:
        facts = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(facts | changes))

    return damage


def weights(change: Callable[[dict[str, Tensor]], object]) -> Damage:
    def damage(folder: Path) -> None:
        state = load_file(folder / "model.safetensors")
        change(state)
        save_file(state, folder / "model.safetensors")

    return damage


def parted(change: Callable[[Path, dict[str, str]], object]) -> Damage:
    """In two files and their index, which `change` may spoil."""

    def damage(folder: Path) -> None:
        state = load_file(folder / "model.safetensors")
        (folder / "model.safetensors").unlink()
        halves = {"one.safetensors": list(state)[::2], "two.safetensors": list(state)[1::2]}
        for file, names in halves.items():
            save_file({name: state[name] for name in names}, folder / file)
        places = {name: file for file, names in halves.items() for name in names}
        change(folder, places)
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))

    return damage


FAULTS: dict[str, tuple[Damage, str]] = {
    "missing": (weights(lambda state: state.pop("classifier.bias")), r"1 missing \(classifier.bias\)"),
    "shape": (weights(lambda state: state.update({"classifier.bias": torch.zeros(7)})), r"have the shape \(7,\).*wants \(5,\)"),
    "NaN": (weights(lambda state: state["classifier.bias"].fill_(torch.nan)), "NaN"),
    "integers": (
        weights(lambda state: state.update({"classifier.bias": torch.ones(5, dtype=torch.int8)})), "of the type int8"
    ),
    "unknown architecture": (config(architectures=["ViTOfTomorrow"]), "has no architecture 'ViTOfTomorrow'"),
    "no architecture": (config(architectures=None), "has no architecture that config.json names"),
    "a class that is no model": (config(architectures=["AutoConfig"]), "has no architecture 'AutoConfig'"),
    "a name that is no name": (config(architectures=["os.system"]), "has no architecture 'os.system'"),
    "quantised": (config(quantization_config={"quant_method": "gptq"}), "asks for quantization_config"),
    "wrong values": (config(hidden_size="wide"), "transformers cannot build ViTForImageClassification"),
    "text": (config(architectures=["BertModel"], model_type="bert"), "."),
    "no processor": (lambda folder: (folder / "preprocessor_config.json").unlink(), "no preprocessor_config.json"),
    "a bad processor": (lambda folder: (folder / "preprocessor_config.json").write_text("{"), "reads no image processor"),
    "a pickle": (
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"), "only pytorch_model.bin: a pickle"
    ),
    "a part is gone": (parted(lambda folder, places: (folder / "two.safetensors").unlink()), "two.safetensors, which is not"),
    "a part elsewhere": (parted(lambda folder, places: places.update(x="../one.safetensors")), "does not say which file"),
    "a part without it": (parted(lambda folder, places: places.update(x="one.safetensors")), "one.safetensors does not hold x"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("vit") / "vit"
    save("vit", found)
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_folder_is_refused_with_a_sentence(folder: Path, tmp_path: Path, fault: str) -> None:
    damage, sentence = FAULTS[fault]
    shutil.copytree(folder, tmp_path / "vit")
    damage(tmp_path / "vit")
    with pytest.raises(WeightsError, match=sentence) as caught:
        Own(str(tmp_path / "vit")).open()
    assert str(tmp_path) not in str(caught.value)


def test_weights_that_nothing_takes_are_said(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "vit")
    weights(lambda state: state.update(spare=torch.zeros(2)))(tmp_path / "vit")
    assert "1 weights in the folder belong to nothing" in " ".join(map(str, Own(str(tmp_path / "vit")).open()[0].findings))


def test_attention_is_not_computed_by_what_a_folder_asks_to_fetch(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "vit")
    config(_attn_implementation="somebody/kernel", attn_implementation="somebody/kernel")(tmp_path / "vit")
    assert Own(str(tmp_path / "vit")).open()[1].config._attn_implementation == "sdpa"


def test_without_the_package_a_sentence_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(WeightsError, match=r"folder vit is in transformers' format.*pip install \"\.\[transformers\]\""):
        Own(str(folder)).open()


@in_test_all
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", TINY)
def test_every_call_is_answered_or_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    save(name, tmp_path / name)
    found = answers(Own(str(tmp_path / name)))
    assert set(found) == {200, 422}
    assert found[200] > 40


def test_it_has_a_process_of_its_own_which_a_folder_of_timms_has_not(folder: Path, opened: Callable[[str], Opened]) -> None:
    shared = create_app(Settings(model=(str(folder), str(opened("vit").folder)))).state.shared
    hosted = [shared.catalog.hosted(name) is not None for name in own_models((str(folder), str(opened("vit").folder)))]
    assert hosted == [True, False]


@in_test_all
@pytest.mark.timeout(240)
def test_its_process_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # it listens on a socket
    settings = Settings(threads=2, model=(str(folder),), default_models=("digits-mlp",))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        wait_until(lambda: client.get("/api/models/own-vit").json().get("state") == "ready", 90)
        document = client.get("/api/models/own-vit").json()
        assert document["labels"] == list(CLASSES)
        assert document["input"]["corner"] == "down"
        assert client.post("/api/trace", params={"sample": "cat", "models": "own-vit"}).status_code == 200


def test_weights_that_change_are_seen(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "vit")
    own = Own(str(tmp_path / "vit"))
    before = own.files()
    assert {"config.json", "preprocessor_config.json", "model.safetensors"} <= before.keys()
    save("deit", tmp_path / "vit")
    assert own.files() != before
