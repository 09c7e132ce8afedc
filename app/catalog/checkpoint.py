"""A folder in timm's hub format, or transformers': `config.json` beside `model.safetensors`, or its parts and their index. Read
with care: it comes from somebody else."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.errors import WeightsError

from ..core.sentence import Sentence

CONFIG, WEIGHTS, INDEX = "config.json", "model.safetensors", "model.safetensors.index.json"

ARGUMENTS_OF_THE_LOADER = frozenset(
    {"pretrained", "pretrained_cfg", "pretrained_cfg_overlay", "checkpoint_path", "cache_dir", "features_only", "scriptable",
     "exportable", "no_jit"}
)  # fmt: skip
"""Arguments of timm.create_model that would make it read or fetch something else than this folder."""

PICKLES = ("*.bin", "*.pth", "*.pt", "*.ckpt", "*.pkl", "*.tar")

INTERPOLATIONS = frozenset(get_args(get_type_hints(Input)["interpolation"]))

LARGEST_CONFIG = 4_000_000
"""Bytes; ImageNet-21k's class names are well under one million."""


@dataclass(frozen=True)
class Config:
    """`architecture` is timm's name, `arguments` go to its constructor, `pretrained` is timm's pretrained_cfg as it stands."""

    architecture: str
    classes: int | None
    arguments: dict[str, Any]
    pretrained: dict[str, Any]


def read_json(folder: Path, file: str = CONFIG) -> Any:
    """What a file of JSON in the folder says. WeightsError with a sentence if there is no readable one."""
    path = folder / file
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            says = "{file} has more than {most} bytes: this is no description of a model."
            raise WeightsError(Sentence("config-too-large", says, file=file, most=LARGEST_CONFIG))
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        says = (
            "There is no readable {file} in the folder ({error}). "
            "A folder in timm's hub format has config.json and model.safetensors."
        )
        raise WeightsError(Sentence("config-unreadable", says, file=file, error=type(error).__name__)) from None
    except ValueError:
        says = "{file} is not JSON. Fetch or export the model again."
        raise WeightsError(Sentence("config-no-json", says, file=file)) from None


def read_config(folder: Path) -> Config:
    """WeightsError with a sentence if there is no readable config.json, or it asks for more than this folder."""
    facts = read_json(folder)
    if not isinstance(facts, dict) or not isinstance(facts.get("architecture"), str):
        says = (
            '{file} names no architecture: timm\'s says "architecture": "…" in its first line, transformers\' '
            '"architectures": ["…"].'
        )
        raise WeightsError(Sentence("config-no-architecture", says, file=CONFIG))
    pretrained = facts.get("pretrained_cfg")
    pretrained = (
        pretrained if isinstance(pretrained, dict) else {key: facts[key] for key in facts if key not in ("model_args",)}
    )
    arguments = facts.get("model_args") or {}
    if not isinstance(arguments, dict):
        raise WeightsError(
            Sentence("config-arguments", "model_args in {file} must be an object with names and values.", file=CONFIG)
        )
    if forbidden := sorted(ARGUMENTS_OF_THE_LOADER & arguments.keys()):
        says = "model_args in {file} may not have {forbidden}: leave it out."
        raise WeightsError(Sentence("config-forbidden-arguments", says, file=CONFIG, forbidden=", ".join(forbidden)))
    classes = facts.get("num_classes", pretrained.get("num_classes"))
    return Config(facts["architecture"], classes if isinstance(classes, int) else None, arguments, pretrained)


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The tensors of model.safetensors. WeightsError for anything else, a pickle above all: it is never opened."""
    path = folder / WEIGHTS
    if path.is_file():
        return _read(path)
    if (folder / INDEX).is_file():
        return _read_parts(folder)
    pickles = sorted({found.name for pattern in PICKLES for found in folder.glob(pattern)})
    if pickles:
        says = (
            "There is no {file}, only {pickles}: a pickle, which can run a program when it is opened, so it "
            "is never read here. Write the weights with safetensors.torch.save_file(model.state_dict(), …) instead."
        )
        raise WeightsError(Sentence("weights-pickled", says, file=WEIGHTS, pickles=", ".join(pickles)))
    raise WeightsError(_not_there(folder))


def _read(path: Path) -> dict[str, Tensor]:
    with path.open("rb") as file:
        start = file.read(8)
    if start[:2] in (b"PK", b"\x80\x02", b"\x80\x04"):
        says = "{file} is a pickle under another name, and is not opened: save the weights with safetensors."
        raise WeightsError(Sentence("weights-pickled-in-disguise", says, file=path.name))
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        says = "{file} is damaged or not all there ({error}). Fetch or export the model again."
        raise WeightsError(Sentence("weights-damaged", says, file=path.name, error=str(error))) from None


def _read_parts(folder: Path) -> dict[str, Tensor]:
    """Of weights in several files, of which an index says which one holds what."""
    index = read_json(folder, INDEX)
    places = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(places, dict) or not all(isinstance(one, str) and Path(one).name == one for one in places.values()):
        says = "{file} does not say which file beside it holds which weights."
        raise WeightsError(Sentence("weights-index-malformed", says, file=INDEX))
    state: dict[str, Tensor] = {}
    for part in dict.fromkeys(places.values()):
        if not (folder / part).is_file():
            says = "{file} names {part}, which is not in the folder."
            raise WeightsError(Sentence("weights-part-not-there", says, file=INDEX, part=part))
        state |= _read(folder / part)
    if lost := [name for name in places if name not in state]:
        says = "{part} does not hold {name}, as {file} says that it does."
        raise WeightsError(Sentence("weights-part-lacks", says, file=INDEX, part=places[lost[0]], name=lost[0]))
    return state


def _not_there(folder: Path) -> Sentence:
    names = sorted(one.name for one in folder.iterdir() if one.is_file() and one.name != CONFIG)
    others = [name for name in names if name.endswith(".safetensors")]
    if len(others) > 1:
        says = (
            "There is no {file} in the folder, but the weights in several files ({names}). Write them into one: "
            "timm.models.save_for_hf(model, folder, safe_serialization=True)."
        )
        return Sentence("own-weights-in-parts", says, file=WEIGHTS, names=some(others))
    if others:
        says = "There is no {file} in the folder, but {name}. If these are its weights, rename the file."
        return Sentence("own-weights-misnamed", says, file=WEIGHTS, name=others[0])
    if names:
        says = "There is no {file} in the folder, only {names}."
        return Sentence("own-weights-not-among", says, file=WEIGHTS, names=some(names))
    return Sentence("weights-not-there", "There is no {file} in the folder.", file=WEIGHTS)


def check_finite(model: nn.Module, state: Mapping[str, Tensor]) -> None:
    """WeightsError if a weight is NaN or infinite: every activation behind it would be. Buffers may hold infinity, and so may
    a mask that is kept among the weights, which is nothing but 0 and −infinity."""
    weights = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    for name, tensor in state.items():
        kept = name in weights and not bool(((tensor == 0) | (tensor == -torch.inf)).all())
        bad = ~torch.isfinite(tensor) if kept else torch.isnan(tensor)
        if bad.any():
            says = "The weights {name} hold numbers that are NaN or infinite. Export the model again."
            raise WeightsError(Sentence("weights-not-finite", says, name=name))


def with_twins(model: nn.Module, state: dict[str, Tensor]) -> dict[str, Tensor]:
    """`state`, with weights that several modules share under each of their names: a file may hold them once only."""
    own = model.state_dict()
    held = {tensor.data_ptr(): name for name, tensor in own.items() if name in state and tensor.numel()}
    twins = {name: state[held[tensor.data_ptr()]] for name, tensor in own.items() if tensor.data_ptr() in held}
    return twins | state


def wrong_names(model: nn.Module, state: dict[str, Tensor]) -> Sentence | None:
    """A sentence if weights are missing or nobody wants them; None if each is there, and none besides."""
    own = model.state_dict()
    # An old batch norm has no counter; torch adds it by itself.
    missing = [name for name in own if name not in state and not name.endswith("num_batches_tracked")]
    extra = [name for name in state if name not in own]
    if missing and extra:
        return Sentence(
            "weights-missing-and-unknown",
            "The weights do not fit the architecture: {missing} missing ({wanted}) and {unknown} unknown ({given}).",
            missing=len(missing), wanted=some(missing), unknown=len(extra), given=some(extra),
        )  # fmt: skip
    if missing:
        return missing_weights(missing)
    if extra:
        says = "The weights do not fit the architecture: {unknown} unknown ({given})."
        return Sentence("weights-unknown", says, unknown=len(extra), given=some(extra))
    return None


def missing_weights(names: list[str]) -> Sentence:
    says = "The weights do not fit the architecture: {missing} missing ({wanted})."
    return Sentence("weights-missing", says, missing=len(names), wanted=some(names))


def wrong_shapes(model: nn.Module, state: dict[str, Tensor]) -> Sentence | None:
    """A sentence if a weight has another shape than the architecture's."""
    own = model.state_dict()
    for name, tensor in state.items():
        if tensor.shape != own[name].shape:
            return misshapen(name, tensor.shape, own[name].shape)
    return None


def misshapen(name: str, given: Iterable[int], wanted: Iterable[int]) -> Sentence:
    says = (
        "The weights {name} have the shape {shape}, the architecture wants {wanted}: "
        "config.json and model.safetensors are not of the same model."
    )
    return Sentence("weights-misshapen", says, name=name, shape=str(tuple(given)), wanted=str(tuple(wanted)))


def some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def input_of(pretrained: dict[str, Any]) -> Input:
    """What pictures are brought to, from timm's data configuration. WeightsError for values that make no picture."""
    try:
        channels, height, width = (int(size) for size in pretrained["input_size"])
        mean, std = (tuple(float(value) for value in pretrained[key]) for key in ("mean", "std"))
        # A model of one or two channels keeps the usual three means: timm uses their average.
        mean, std = (_per_channel(values, channels) for values in (mean, std))
        mode = pretrained.get("crop_mode") or "center"
        interpolation = pretrained.get("interpolation") or "bicubic"
        fits = channels in (1, 3) and 0 < width <= 4096 and 0 < height <= 4096 and all(value > 0 for value in std)
        if not fits or mode not in ("center", "squash", "border") or interpolation not in INTERPOLATIONS:
            raise ValueError
        share = float(pretrained.get("crop_pct") or 0.875)
        if not 0.1 <= share <= 1:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        says = (
            "config.json does not say what pictures the model takes: it needs input_size (channels 1 or 3, rows, columns), "
            "mean and std, and crop_pct from 0.1 to 1."
        )
        raise WeightsError(Sentence("config-no-input", says)) from None
    return Input(width, height, channels, mean, std, "crop", share, mode, interpolation)  # type: ignore[arg-type]


def _per_channel(values: tuple[float, ...], channels: int) -> tuple[float, ...]:
    if len(values) == channels:
        return values
    if len(values) == 1:
        return values * channels
    if channels == 1:
        return (sum(values) / len(values),)
    raise ValueError
