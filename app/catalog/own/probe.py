"""The first passes through a person's model: which of what it returns is the answer, and what its numbers are.

What the numbers are is decided by what computed them (a sigmoid, a softmax) or by a property that chance does not give (each
row of several pictures sums to 1), never by a range that they happen to lie in.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from models.spec.entry import Input, Scores
from models.spec.errors import WeightsError

from ...core.errors import Problem, ends_program
from ...core.sentence import Sentence
from ..building import building
from .answer import FEATURES, Choice, choose, tensors
from .facts import Facts
from .guest import Guest
from .process_state import CHANGES

HANDS_ON = frozenset(
    {"__getitem__", "squeeze", "unsqueeze", "view", "reshape", "flatten", "float", "to", "clone", "contiguous"}
)
"""Functions after which the numbers are still those that another one has made."""


class Makers(TorchFunctionMode):
    """Notes on each tensor of a pass which function computed its numbers."""

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = function(*args, **kwargs or {})
        if isinstance(output, Tensor):
            name = getattr(function, "__name__", "")
            output._maker = maker_of(args[0]) if name in HANDS_ON and args else name.rstrip("_")  # type: ignore[attr-defined]
        return output


def maker_of(tensor: Any) -> str:
    found = getattr(tensor, "_maker", "")
    return found if isinstance(found, str) else ""


@dataclass(frozen=True)
class Probed:
    """`outputs`: numbers for a picture. `labels`: None where classes are to be numbered, () for features."""

    outputs: int
    labels: tuple[str, ...] | None
    scores: Scores
    findings: tuple[Sentence, ...]


def probe(module: nn.Module, guest: Guest, facts: Facts, where: str) -> Probed:
    """Passes on an empty picture and on noise; `guest` knows afterwards what to take. WeightsError with a sentence."""
    pictures = _pictures(facts.input)
    with building(seed=0), torch.no_grad():
        before, weights = torch.get_rng_state(), [(one, one._version, one.detach().clone()) for one in module.parameters()]
        raw, makers = _passed(module, pictures[:1], where)
        guest.weights = [(one, values) for one, version, values in weights if one._version != version]
        guest.draws = not torch.equal(before, torch.get_rng_state())
        labels = facts.labels
        choice = choose(raw, facts.output, len(labels) if labels else None)
        guest.take = choice
        rows = torch.cat([_passed(module, one[None], where)[0] for one in pictures])
    if labels is None and choice.path and choice.path[-1] in FEATURES:
        labels = ()
    scores = facts.scores or _scores(rows, makers[choice.path])
    _check_scores(rows, scores)
    findings = _told(raw, choice, guest, facts.input)
    if labels is None:
        labels = _configured_labels(module, rows.shape[1])
    if labels != ():
        findings += _about_scores(scores, rows)
    if rows.shape[1] == 1 and labels != ():
        labels, more = _of_one_number(labels, scores)
        findings += [more]
    return Probed(rows.shape[1], labels, scores, tuple(findings))


def _pictures(input: Input) -> Tensor:
    """Empty, and three of noise of several strengths: what the model gets, (4, C, H, W)."""
    noise = torch.randn(3, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    return torch.cat([torch.zeros(1, *noise.shape[1:]), noise * torch.tensor([0.3, 1.0, 3.0])[:, None, None, None]])


def _passed(module: nn.Module, x: Tensor, where: str) -> tuple[Any, dict[tuple[str | int, ...], str]]:
    """What the module returns, and who made each tensor in it."""
    try:
        with Makers():
            output = module(x.clone())
    except (Problem, WeightsError):
        raise
    except BaseException as error:  # somebody's code may fail in any way
        if ends_program(error):
            raise
        _, channels, height, width = x.shape
        says = (
            "{where} fails at a picture of {width} x {height} pixels with {channels} channels: {error}: {message}. Is that the "
            "size that the model takes?"
        )
        kind, message = type(error).__name__, " ".join(str(error).split())[:300].rstrip(".")
        raise WeightsError(Sentence(
            "own-pass-fails", says, where=where, error=kind, message=message, width=width, height=height, channels=channels,
        )) from error  # fmt: skip
    return output, {path: maker_of(tensor) for path, tensor in tensors(output).items()}


def _scores(rows: Tensor, maker: str) -> Scores:
    """By what computed them; else by sums that are 1 for each of several pictures."""
    within = bool(((rows >= 0) & (rows <= 1)).all())
    if within and maker in ("sigmoid", "hardsigmoid", "softmax"):
        return "shares"
    if rows.shape[1] == 1:
        return "sigmoid"
    sums = bool(torch.allclose(rows.sum(1), torch.ones(len(rows)), atol=1e-4))
    return "shares" if within and sums else "softmax"


def _check_scores(rows: Tensor, scores: Scores) -> None:
    if scores == "shares" and not bool(((rows >= -1e-6) & (rows <= 1 + 1e-6)).all()):
        says = "The facts say that it answers with shares, but some numbers lie outside 0 to 1 ({least:.3g} to {most:.3g})."
        raise WeightsError(Sentence("own-no-shares", says, least=float(rows.min()), most=float(rows.max())))


def _told(raw: Any, choice: Choice, guest: Guest, input: Input) -> list[Sentence]:
    found = []
    if choice.path:
        says = "It returns several things ({kind}); “{name}” is taken as its answer."
        found.append(Sentence("own-answer-taken", says, kind=type(raw).__name__, name=choice.name))
    if guest.draws:
        says = "Each pass draws random numbers. Here each begins with the same ones, so that pictures can be compared."
        found.append(Sentence("own-draws", says))
    if guest.weights:
        says = (
            "Each pass writes into the model's own weights ({count} of them), so that the next one would answer otherwise: "
            "they are put back before each pass."
        )
        found.append(Sentence("own-writes-weights", says, count=len(guest.weights)))
    found += [told_change(name) for name in sorted(guest.changed)]
    if input.channels not in (1, 3):
        says = "It takes {channels} channels; pictures have one or three, so each channel gets the grey picture."
        found.append(Sentence("own-odd-channels", says, channels=input.channels))
    return found


def told_change(name: str) -> Sentence:
    """`name`: a key of process_state.CHANGES."""
    says = "Its code changes {what} for the whole process; that is put back each time."
    return Sentence("own-changes", says, what=CHANGES[name])


def _configured_labels(module: nn.Module, count: int) -> tuple[str, ...] | None:
    """transformers' models know the names of their classes, where somebody has given them any."""
    named = getattr(getattr(module, "config", None), "id2label", None)
    if not isinstance(named, dict) or sorted(named) != list(range(count)):
        return None
    labels = tuple(str(named[number]) for number in range(count))
    return None if all(label == f"LABEL_{number}" for number, label in enumerate(labels)) else labels


def _about_scores(scores: Scores, rows: Tensor) -> list[Sentence]:
    if rows.shape[1] == 1 or scores == "softmax":
        return []
    if scores == "sigmoid":
        says = "Each of its numbers decides by itself: the share of a class is 1/(1 + e^−z), and shares need not sum to 1."
        return [Sentence("own-decides-apart", says)]
    if bool(torch.allclose(rows.sum(1), torch.ones(len(rows)), atol=1e-4)):
        return [Sentence("own-shares", "It answers with shares that sum to 1: they are shown as they are, without a softmax.")]
    says = "It answers with a share for each class by itself: they are shown as they are, and need not sum to 1."
    return [Sentence("own-shares-apart", says)]


def _of_one_number(labels: tuple[str, ...] | None, scores: Scores) -> tuple[tuple[str, ...], Sentence]:
    """Of two labels, the number is about the second; without any, it is called 1."""
    label = (labels or ("1",))[-1] if len(labels or ()) < 3 else None
    if label is None:
        says = "The model tells {classes} classes apart, but there are {labels} labels."
        raise WeightsError(Sentence("labels-miscounted", says, classes=1, labels=len(labels or ())))
    if scores == "shares":
        says = "It answers with one number from 0 to 1: the share of “{label}”."
        return (label,), Sentence("own-one-share", says, label=label)
    says = "It answers with one number z: the share of “{label}” is 1/(1 + e^−z)."
    return (label,), Sentence("own-one-number", says, label=label)
