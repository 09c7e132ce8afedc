"""Where to look inside a model: a point is data, never code."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from .sentence import Sentence

Role = Literal["hidden", "feature_map", "attention", "gate", "logits"]
Phase = Literal["embed", "spatial", "channel", "both", "pool", "head"]

STAGE_ROLES = frozenset({"hidden", "feature_map"})
"""Roles that are drawn as a stage of the model's row; the others are details of the stage that follows them."""


@dataclass(frozen=True)
class Operator:
    """The module that mixes space on the way to a stage. `pattern` as in Point.

    `takes` and `gives` name the axes of its input and output without the batch; "channel" is the feature axis, every
    other axis counts positions: row and column, token, pixel (a flattened picture), unit.
    `yields` is the path, inside the module, of the part whose output counts, where that is not the module's own: a residual
    block mixes space in its branch, and the way around it is left out.
    """

    pattern: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    yields: str = ""


@dataclass(frozen=True)
class Point:
    """One place, or one per match, whose output a recording keeps.

    `pattern` is a dotted module path as in `model.named_modules()`; `*` stands for one or more characters, but no dot.
    `title` is what a person reads; `{}` becomes the match's ordinal, counted from 1, or, where there are `title_values`, those.
    `axes` names the axes of the module's output without the batch axis:
      feature_map  ("channel", "row", "column")
      hidden       ("token", "channel"), ("channel",) after pooling, or ("unit",)
                   or ("row", "column", "channel"), where a module keeps its channels last
      attention    ("head", "query", "key"), after the softmax, rows sum to 1; ("window", "head", "query", "key") where
                   positions attend only to those in the same window
      gate         ("channel",), the factor 0–1 that each channel is multiplied by
      logits       ("class",)
    `phase` says what the module mixes since the stage before it.
    `prefix` counts the leading tokens that are no image patch (class token, registers).
    `operator` is the module that mixes space since the stage before, None where nothing does.
    `ordered`: whether tokens lie in reading order; where they do not, they have no grid.
    `tap`: what is kept. `output` is what the module returns. `softmax` is every softmax over the last axis that the module
    itself takes (or torch's fused attention takes for it): for attention whose softmax is no module. Such a point is called
    "<module>.softmax". One axis more than the tensor has without its batch axis means that its first axis is batch x that axis
    (windows, or heads), to be told apart.
    """

    pattern: str
    title: str
    role: Role
    axes: tuple[str, ...]
    phase: Phase
    prefix: int = 0
    operator: Operator | None = None
    ordered: bool = True
    tap: Literal["output", "softmax"] = "output"
    title_values: tuple[str, ...] = ()
    merged: int = 0
    """Of attention within windows: how many heads lie in one axis with the windows, window after window; 0 = none do."""
    unseen: bool = False
    """Of a stage without an operator that nobody has described: whether something may mix space in it all the same."""
    gridless: Sentence | None = field(default=None, hash=False)
    """Why tokens that are not `ordered` have no grid."""


def filled_in(title: str, values: Iterable[str]) -> str:
    """A title with the values in the place of its {}, one after the other."""
    for value in values:
        title = title.replace("{}", value, 1)
    return title


@dataclass(frozen=True)
class WeightPicture:
    """A parameter that reads as pictures.

    `kind`:
      units      one image over the input pixels per unit: weight (unit, pixel) of a dense first layer
      kernels    convolution or patch-embedding kernels: weight (out, in, row, column)
      tokens     one image over the patch grid per unit: weight (unit, token) of a token-mixing layer
      patches    one image over the patch grid per output patch: weight (patch, patch) of a linear token mixer
      sources    1x1 convolution over the concatenation of all before it in a dense block: weight (out, in, 1, 1)
      positions  cosine similarity between position embeddings: parameter (1, prefix + token, channel)
    `parameter` is its name in `model.state_dict()`; `stage` is the pattern of the point it is shown with. `direct`: the layer
    gets what the stage before holds, so that the stage's values can be written out as this one sum.
    """

    parameter: str
    title: str
    kind: Literal["units", "kernels", "tokens", "patches", "sources", "positions"]
    stage: str
    prefix: int = 0
    direct: bool = True
