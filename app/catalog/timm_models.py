"""timm's models out of a folder in its hub format: the only file that imports timm, and it does so late.

Nothing is fetched, and nothing but safetensors is opened.
"""

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from models.spec.entry import Entry, Input
from models.spec.errors import WeightsError

from ..capture.discovery.derive import NothingToSee, derive
from ..core.sentence import Sentence
from .building import building
from .checkpoint import Config, check_finite, input_of, read_config, read_weights, with_twins, wrong_names, wrong_shapes
from .fitting import check_kinds, misfits, only_positions, other_size, resampled, without_prefix
from .sources import Listing

SOURCES = {"url", "file", "state_dict", "hf_hub_id", "hf_hub_filename", "source"}
"""What of a pretrained_cfg says where to fetch weights: never taken from a folder."""


def open_folder(folder: Path, about: Listing) -> tuple[Entry, nn.Module]:
    """The model in `folder`, ready to look at (evaluation mode, no gradients), with its points derived.

    WeightsError with a sentence for everything that is wrong with the folder: no timm architecture, weights that are missing,
    damaged, pickled, not finite, or not of this architecture.
    """
    config = read_config(folder)
    state = read_weights(folder)
    model, findings = build(config, state)
    pretrained = data_config(config)
    entry = entry_of(model, input_of(pretrained), about, labels_of(pretrained, classes_of(model)))
    return replace(entry, findings=tuple(findings)), model


def entry_of(model: nn.Module, input: Input, about: Listing, labels: tuple[str, ...], numbered: bool = False) -> Entry:
    """What the catalog needs of a model that nobody has described. `numbered`: classes are called by their numbers.

    WeightsError if there is nothing in it to look at, or if there are not as many labels as classes.
    """
    try:
        found = derive(model, input, classes=bool(labels) or numbered)
    except NothingToSee as error:
        raise WeightsError(error.sentence) from None
    if numbered:
        labels = tuple(str(number) for number in range(found.outputs))
    if labels and len(labels) != found.outputs:
        says = "The model tells {classes} classes apart, but there are {labels} labels."
        raise WeightsError(Sentence("labels-miscounted", says, classes=found.outputs, labels=len(labels)))
    return Entry(
        lambda: model, about.title, about.family or found.family, about.tier, about.version, input, labels, found.points,
        found.pictures, about.note, found.lacks,
    )  # fmt: skip


def build(config: Config, state: dict[str, Tensor]) -> tuple[nn.Module, list[Sentence]]:
    """The architecture with these weights, and what was done to make them fit."""
    import timm

    if not timm.is_model(config.architecture):
        says = "timm {version} has no architecture {name}: is a newer timm needed?"
        name = repr(config.architecture[:60])
        raise WeightsError(Sentence("timm-knows-no-architecture", says, version=timm.__version__, name=name))
    arguments = config.arguments | ({} if config.classes is None else {"num_classes": config.classes})
    known = _pretrained_cfg(config.pretrained)
    with building():
        try:
            model: nn.Module = timm.create_model(config.architecture, pretrained=False, pretrained_cfg=known, **arguments)
        except MemoryError:  # not the folder's fault
            raise
        except Exception as error:  # a constructor fails in its own way for every wrong argument
            says = "timm cannot build {name} with these model_args: {error}"
            raise WeightsError(Sentence("timm-cannot-build", says, name=config.architecture, error=str(error))) from None
    state, findings = without_prefix(model, state)
    state = with_twins(model, state)
    check_kinds(model, state)
    model, more = _filled(model, config, arguments, state)
    return model.eval().requires_grad_(False), findings + more


def _filled(
    model: nn.Module, config: Config, arguments: dict[str, Any], state: dict[str, Tensor]
) -> tuple[nn.Module, list[Sentence]]:
    """With these weights in it; where timm has to translate them, another module, and what it did."""
    wrong, other = wrong_names(model, state), misfits(model, state)
    moved = wrong is None and only_positions(other)
    if (wrong or moved) and (translated := _translated(config, arguments, state)) is not None:
        check_finite(translated, translated.state_dict())
        return translated, [resampled(model, state, other)] if moved else []
    if wrong := wrong or (other_size(model, state, other) if moved else None) or wrong_shapes(model, state):
        raise WeightsError(wrong)
    check_finite(model, state)
    model.load_state_dict(state, strict=True)
    return model, []


def _translated(config: Config, arguments: dict[str, Any], state: dict[str, Tensor]) -> nn.Module | None:
    """Some hub checkpoints have their first authors' names for weights; timm translates them while loading."""
    import timm

    known = _pretrained_cfg(config.pretrained) | {"state_dict": dict(state), "custom_load": False}
    with building():
        try:
            model: nn.Module = timm.create_model(config.architecture, pretrained=True, pretrained_cfg=known, **arguments)
        except MemoryError:
            raise
        except Exception:  # whatever timm says of weights that are of no use: our own sentence is clearer
            return None
    return model


def _pretrained_cfg(pretrained: dict[str, Any]) -> dict[str, Any]:
    from timm.models import PretrainedCfg

    names = {field.name for field in fields(PretrainedCfg)} - SOURCES
    return {key: value for key, value in pretrained.items() if key in names}


def data_config(config: Config) -> dict[str, Any]:
    """What pictures the model takes and what its classes are called; where the folder does not say, what timm says."""
    import timm

    own = timm.get_pretrained_cfg(config.architecture)
    known = {key: value for key, value in (own.to_dict() if own else {}).items() if value is not None}
    found = known | {key: value for key, value in config.pretrained.items() if value is not None}
    side = config.arguments.get("img_size")
    if side is not None:
        rows, columns = (side, side) if isinstance(side, int) else side
        found["input_size"] = (config.arguments.get("in_chans", found["input_size"][0]), rows, columns)
    return found


def classes_of(model: nn.Module) -> int:
    """How many classes a timm model tells apart; 0 if it ends in features."""
    found = getattr(model, "num_classes", 0)
    return found if isinstance(found, int) else 0


def labels_of(pretrained: dict[str, Any], count: int) -> tuple[str, ...]:
    """Names of the classes: the folder's own, else ImageNet's where their number says so, else numbers."""
    names, described = pretrained.get("label_names"), pretrained.get("label_descriptions") or {}
    if isinstance(names, (list, tuple)) and len(names) == count:
        return tuple(str(described.get(name, name)) if isinstance(described, dict) else str(name) for name in names)
    return imagenet() if count == 1000 else tuple(str(number) for number in range(count))


@cache
def imagenet() -> tuple[str, ...]:
    """The first name of each of ImageNet-1k's classes ("tench", not "tench, Tinca tinca")."""
    from timm.data import ImageNetInfo

    info = ImageNetInfo("imagenet-1k")
    return tuple(info.index_to_description(index, detailed=False).split(",")[0] for index in range(1000))


def published(name: str) -> dict[str, Any] | None:
    """What timm says of its pretrained model `name` (architecture.tag): family, licence, parameters, bytes (float32), side,
    classes. None if its hub has none of that name. Builds the architecture without memory for its weights."""
    import timm
    import torch
    from timm.models import get_pretrained_cfg

    try:
        known = get_pretrained_cfg(name)
    except RuntimeError:  # the architecture has no such tag
        return None
    if known is None or known.hf_hub_id != f"timm/{name}" or known.hf_hub_filename:
        return None
    with building(), torch.device("meta"):
        model = timm.create_model(name.partition(".")[0], pretrained=False)
    held = model.state_dict().values()
    return {
        "family": _family(model), "licence": known.license or "unknown",
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "bytes": sum(value.numel() * value.element_size() for value in held),
        "side": known.input_size[-1], "classes": known.num_classes,
    }  # fmt: skip


def _family(model: nn.Module) -> str:
    """By what mixes space: heads, a layer over the tokens, else kernels."""
    modules = list(model.modules())
    if any(hasattr(module, "num_heads") for module in modules):
        return "vit"
    return "mixer" if any(hasattr(module, "mlp_tokens") or hasattr(module, "linear_tokens") for module in modules) else "cnn"
