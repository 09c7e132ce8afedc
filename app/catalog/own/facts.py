"""What a person says of their own model, read as people write it: tensors, arrays, lists and single numbers alike."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_type_hints

from torch import nn

from models.spec.entry import Input, Scores
from models.spec.errors import WeightsError

from ...core.sentence import Sentence
from ..checkpoint import input_of
from .image_processor import Taken, is_processor, of_open_clip, taken_by

FACTS = ("input", "labels", "output", "scores", "title", "note")
SIZES, COLOURS = ("width", "height", "channels"), ("mean", "std")
CHOICES = {name: get_args(get_type_hints(Input)[name]) for name in ("kind", "crop_mode", "interpolation", "corner")}
LARGEST = 4096
"""Pixels along a side, and channels."""


@dataclass(frozen=True)
class Facts:
    """`blue_first`: whether the model gets a picture's channels in the order blue, green, red. `findings`: what was noticed
    about the input. `labels`: None where nothing is said, () for a model that answers with features. `output`: which of several
    tensors that the model returns is the answer, as a path of keys, indices and attributes; None where nothing is said.
    `scores`: what the answer's numbers are, None where that is to be found out. `title` and `note`: None where nothing is said.
    """

    input: Input
    blue_first: bool
    findings: tuple[Sentence, ...]
    labels: tuple[str, ...] | None
    output: tuple[str | int, ...] | None
    scores: Scores | None
    title: str | None
    note: str | None


def read_facts(module: nn.Module, given: Mapping[Any, Any], where: str) -> Facts:
    """`given`: what stands beside the module; without an `input` there, the module's own, else timm's `pretrained_cfg`.
    `where`: what the model is called in sentences. WeightsError with a sentence for whatever is wrong."""
    _check_names(given, FACTS, "facts")
    labels = given.get("labels", getattr(module, "labels", None))
    if labels is None and (_ends_in_features(module) or of_open_clip(module) is not None):
        labels = ()
    taken = read_input(given.get("input", getattr(module, "input", None)), module, where)
    return Facts(
        taken.input,
        taken.blue_first,
        taken.findings,
        None if labels is None else read_labels(labels),
        _path(given.get("output")),
        _chosen("scores", given.get("scores"), get_args(Scores)),
        *(None if given.get(name) is None else str(given[name]) for name in ("title", "note")),
    )


def _ends_in_features(module: nn.Module) -> bool:
    found = getattr(module, "num_classes", None)
    return isinstance(found, int) and not isinstance(found, bool) and found == 0


def _check_names(given: Mapping[Any, Any], known: Iterable[str], what: str) -> None:
    known = tuple(known)
    for name in given:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            says = "“{name}” among the {what} is not known. Known: {known}."
            meant = "“{name}” among the {what} is not known: is “{near}” meant?"
            shown = str(name)[:60]
            if near:
                raise WeightsError(Sentence("own-fact-unknown-near", meant, name=shown, what=what, near=near[0]))
            raise WeightsError(Sentence("own-fact-unknown", says, name=shown, what=what, known=", ".join(known)))


def read_input(given: Any, module: nn.Module, where: str) -> Taken:
    """What pictures the model takes. WeightsError where nothing says it, or something in it is wrong."""
    if is_processor(given):
        return taken_by(given, getattr(module, "config", None))
    if isinstance(given, Input):
        given = asdict(given)
    if isinstance(given, Mapping):
        return Taken(_input(given, where))
    configured = getattr(module, "pretrained_cfg", None)
    if given is None and isinstance(configured, Mapping):
        return Taken(input_of(_resized(dict(configured), module)))
    if given is None and (taken := of_open_clip(module)) is not None:
        return taken
    says = (
        "{where} does not say what pictures its model takes: return (module, {{'input': {{'width': 224, "
        "'height': 224, 'channels': 3, 'mean': (…), 'std': (…)}}}})."
    )
    raise WeightsError(Sentence("own-no-input", says, where=where))


def _resized(configured: dict[str, Any], module: nn.Module) -> dict[str, Any]:
    """timm's configuration keeps the size of the pretrained model where another `img_size` was asked for."""
    side = getattr(getattr(module, "patch_embed", None), "img_size", None)
    if isinstance(side, tuple) and len(side) == 2 and "input_size" in configured:
        configured["input_size"] = (configured["input_size"][0], *side)
    return configured


def _input(given: Mapping[Any, Any], where: str) -> Input:
    known = {"kind" if name == "fit" else name: value for name, value in given.items()}
    _check_names(known, get_type_hints(Input), "input")
    if missing := [name for name in (*SIZES, *COLOURS) if known.get(name) is None]:
        says = "The input that {where} gives is not complete: {missing} missing."
        raise WeightsError(Sentence("own-half-an-input", says, where=where, missing=", ".join(missing)))
    width, height, channels = (_size(name, known[name]) for name in SIZES)
    mean, std = (_colours(name, known[name], channels) for name in COLOURS)
    _check_range(mean, std)
    chosen: dict[str, Any] = {
        name: _chosen(name, known[name], CHOICES[name]) for name in CHOICES if known.get(name) is not None
    }
    share: dict[str, Any] = {} if known.get("crop_pct") is None else {"crop_pct": _share(known["crop_pct"])}
    return Input(width, height, channels, mean, std, **chosen, **share)


def _numbers(name: str, given: Any) -> list[float]:
    """Of a number, a list of them, an array or a tensor. WeightsError if it is anything else, or one of them is not finite."""
    try:
        flat = [float(one) for one in _flat(given)]
        if flat and all(map(math.isfinite, flat)):
            return flat
    except (TypeError, ValueError):
        pass
    says = "“{name}” of the input must be a number, or a list, array or tensor of numbers, not {given}."
    raise WeightsError(Sentence("own-no-numbers", says, name=name, given=_shown(given)))


def _flat(given: Any) -> Iterator[Any]:
    listed = given.tolist() if hasattr(given, "tolist") else given
    if isinstance(listed, (list, tuple)):
        for part in listed:
            yield from _flat(part)
    else:
        yield listed


def _size(name: str, given: Any) -> int:
    numbers = _numbers(name, given)
    if len(numbers) != 1 or numbers[0] != int(numbers[0]) or not 1 <= numbers[0] <= LARGEST:
        says = "“{name}” of the input must be a whole number from 1 to {most}, not {given}."
        raise WeightsError(Sentence("own-no-size", says, name=name, most=LARGEST, given=_shown(given)))
    return int(numbers[0])


def _colours(name: str, given: Any, channels: int) -> tuple[float, ...]:
    numbers = _numbers(name, given)
    if len(numbers) not in (1, channels):
        says = "“{name}” of the input has {count} numbers; {channels} channels need as many, or one for all."
        raise WeightsError(Sentence("own-colours-miscounted", says, name=name, count=len(numbers), channels=channels))
    return tuple(numbers * channels if len(numbers) == 1 else numbers)


def _check_range(mean: tuple[float, ...], std: tuple[float, ...]) -> None:
    if min(std) <= 0:
        says = "“std” of the input has {value}: pictures are divided by it, so every number in it must be greater than 0."
        raise WeightsError(Sentence("own-std-not-positive", says, value=min(std)))
    if max(mean) > 2 or max(std) > 2:
        says = (
            "“mean” and “std” of the input ({mean}; {std}) look as if they were for pictures from 0 to 255. Pictures are from "
            "0 to 1 here: divide both by 255."
        )
        means, stds = (", ".join(f"{one:g}" for one in numbers) for numbers in (mean, std))
        raise WeightsError(Sentence("own-input-to-255", says, mean=means, std=stds))


def _share(given: Any) -> float:
    numbers = _numbers("crop_pct", given)
    if len(numbers) != 1 or not 0.1 <= numbers[0] <= 1:
        says = "“crop_pct” of the input must be from 0.1 to 1, not {given}."
        raise WeightsError(Sentence("own-crop-share", says, given=_shown(given)))
    return numbers[0]


def _chosen(name: str, given: Any, known: tuple[Any, ...]) -> Any:
    if given is None or given in known:
        return given
    says = "“{name}” must be one of {known}, not {given}."
    raise WeightsError(Sentence("own-no-choice", says, name=name, known=", ".join(known), given=_shown(given)))


def read_labels(given: Any) -> tuple[str, ...]:
    """A list, or a dict from class numbers to names as transformers has it. WeightsError for what has no order."""
    if isinstance(given, Mapping):
        try:
            numbered = {int(number): str(name) for number, name in given.items()}
        except (TypeError, ValueError):
            numbered = {}
        if sorted(numbered) == list(range(len(given))):
            return tuple(numbered[number] for number in range(len(given)))
        says = "“labels” is a dict, whose keys must be the class numbers from 0 to {last}."
        raise WeightsError(Sentence("own-labels-unnumbered", says, last=len(given) - 1))
    listed = given.tolist() if hasattr(given, "tolist") else given
    if isinstance(listed, (list, tuple)):
        return tuple(map(str, listed))
    says = "“labels” must be a list of names in the order of the classes, or a dict from class numbers to names, not {given}."
    raise WeightsError(Sentence("own-no-labels", says, given=_shown(given)))


def _path(given: Any) -> tuple[str | int, ...] | None:
    """ "kind", 1, "heads.kind" or ("heads", 1)."""
    if given is None:
        return None
    parts = given.split(".") if isinstance(given, str) else list(given) if isinstance(given, (list, tuple)) else [given]
    if parts and all(isinstance(part, (str, int)) for part in parts):
        return tuple(int(part) if isinstance(part, str) and part.isdigit() else part for part in parts)
    says = "“output” must be a name or a number, such as 'logits' or 0, not {given}."
    raise WeightsError(Sentence("own-no-output-name", says, given=_shown(given)))


def _shown(given: Any) -> str:
    text = " ".join(repr(given).split())
    return text if len(text) <= 60 else f"{text[:60]}…"
