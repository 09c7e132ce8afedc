"""A folder in transformers' own format: `config.json` with `architectures`, `preprocessor_config.json`, safetensors.

The weights are read here and handed over, so transformers opens no file but the description of its image processor, and
fetches nothing; what comes with code of its own is not run.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.spec.errors import WeightsError

from ...core.sentence import Sentence
from ..checkpoint import CONFIG, misshapen, missing_weights, read_json, read_weights, some
from ..fitting import not_real

PROCESSORS = ("preprocessor_config.json", "processor_config.json")

INTEGERS = frozenset({torch.int8, torch.uint8, torch.int16})
"""What quantised weights are kept in; counters and positions are of other types."""

ELSEWHERE = ("quantization_config", "use_pretrained_backbone")
"""What in a description of a model would bring in something else than these weights."""

CHOSEN_HERE = frozenset({"_attn_implementation", "attn_implementation", "fusion_config"})
"""What chooses how the same numbers are computed, by code that may have to be fetched."""


def is_transformers(folder: Path) -> bool:
    try:
        facts = read_json(folder)
    except WeightsError:
        return False
    return isinstance(facts, dict) and "architectures" in facts and not isinstance(facts.get("architecture"), str)


def open_transformers(folder: Path) -> tuple[nn.Module, dict[str, Any], list[Sentence]]:
    """The model, facts about it as a function gives them, and what was noticed. WeightsError for whatever is wrong."""
    facts = read_json(folder)
    for name in ELSEWHERE:
        if facts.get(name):
            says = "{file} asks for {name}, which is not followed. Save the model as it is without it."
            raise WeightsError(Sentence("own-config-elsewhere", says, file=CONFIG, name=name))
    transformers = _imported(folder)
    kind = _kind(transformers, facts.get("architectures"))
    state = read_weights(folder)
    _check_real(state)
    module, findings = _filled(kind, facts, state)
    if getattr(kind, "main_input_name", "") == "input_ids":
        module, findings = _tower(module, kind.__name__), [*findings, TOWER]
    return module, {"input": _processor(transformers, folder)}, findings


TOWER = Sentence(
    "own-image-tower", "It has a part for pictures and one for text: the part for pictures, vision_model, is shown."
)


def _imported(folder: Path) -> Any:
    try:
        import transformers
    except ImportError:
        says = (
            "The folder {name} is in transformers' format, and transformers is not installed: "
            '`.venv/bin/python -m pip install ".[transformers]"`, then start Mixscope again.'
        )
        raise WeightsError(Sentence("own-needs-transformers", says, name=folder.name)) from None
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return transformers


def _kind(transformers: Any, names: object) -> Any:
    """The first of the named classes that transformers has itself."""
    named = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    for name in named:
        found = getattr(transformers, name, None) if name.isidentifier() else None
        if isinstance(found, type) and issubclass(found, transformers.PreTrainedModel):
            return found
    says = (
        "transformers {version} has no architecture {name}. Is a newer one needed? A model with code of its own is not run "
        "from a folder: name a function that builds it."
    )
    name = ", ".join(repr(one[:60]) for one in named[:3]) or f"that {CONFIG} names"
    raise WeightsError(Sentence("own-transformers-knows-none", says, version=transformers.__version__, name=name))


def _check_real(state: dict[str, Tensor]) -> None:
    for name, tensor in state.items():
        if tensor.dtype in INTEGERS:
            raise WeightsError(not_real(name, tensor))


def _filled(kind: Any, facts: dict[str, Any], state: dict[str, Tensor]) -> tuple[nn.Module, list[Sentence]]:
    """The architecture with these weights in it, by transformers' own translation of names."""
    try:
        config = kind.config_class.from_dict({name: value for name, value in facts.items() if name not in CHOSEN_HERE})
        module, report = kind.from_pretrained(
            None, config=config, state_dict=state, output_loading_info=True, ignore_mismatched_sizes=True
        )
    except MemoryError:  # not the folder's fault
        raise
    except Exception as error:  # a configuration fails in its own way for every wrong value
        says = "transformers cannot build {name} from this {file}: {error}"
        why = Sentence("own-transformers-cannot-build", says, name=kind.__name__, file=CONFIG, error=_said(error))
        raise WeightsError(why) from None
    for name, given, wanted in sorted(report["mismatched_keys"]):
        raise WeightsError(misshapen(name, given, wanted))
    if missing := sorted(report["missing_keys"]):
        raise WeightsError(missing_weights(missing))
    return module, list(_left(kind, report["unexpected_keys"]))


def _left(kind: Any, unexpected: Iterable[str]) -> Iterable[Sentence]:
    if names := sorted(unexpected):
        says = "{count} weights in the folder belong to nothing in {kind} and are left out, as transformers does ({names})."
        yield Sentence("own-weights-left", says, count=len(names), kind=kind.__name__, names=some(names))


def _tower(module: nn.Module, kind: str) -> nn.Module:
    found = getattr(module, "vision_model", None)
    if isinstance(found, nn.Module):
        return found
    raise WeightsError(Sentence("own-takes-text", "{kind} takes text, and no part of it is called vision_model.", kind=kind))


def _processor(transformers: Any, folder: Path) -> Any:
    """What transformers has for bringing pictures into this model's form."""
    if not any((folder / name).is_file() for name in PROCESSORS):
        says = (
            "There is no {file} in the folder, so it is not known what pictures the model takes. Save it beside the weights: "
            "AutoImageProcessor.from_pretrained(…).save_pretrained(folder)."
        )
        raise WeightsError(Sentence("own-no-processor", says, file=PROCESSORS[0]))
    try:
        return transformers.AutoImageProcessor.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    except Exception as error:  # whatever stands there
        says = "transformers reads no image processor from {file}: {error}: {message}"
        name, message = type(error).__name__, _said(error).replace(str(folder), folder.name)
        raise WeightsError(Sentence("own-processor-unread", says, file=PROCESSORS[0], error=name, message=message)) from None


def _said(error: Exception) -> str:
    """In one line."""
    return " ".join(str(error).split())[:300].rstrip(".")
