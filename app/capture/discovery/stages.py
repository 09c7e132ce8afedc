"""The stages of a model, found by walking down its modules: blocks, what comes before them, and what comes after.

A **block** is a module that hands on one tensor covering the picture. A module that only strings blocks together is walked
into instead; so is one whose output is no single tensor. Between blocks, a convolution or dense layer counts with the norm and
the activation that follow it. A **branch** is a module whose output F(x) was added to the x that it got: where lists of such
modules make the blocks, the states x + F(x) between them are no module's output.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

from torch import nn

from models.spec.entry import Input

from ..axes import MAP, TOKENS, Layout, Prefixes, of_map, of_tokens, tiles
from .call_trace import Call, CallTrace

Kind = Literal["block", "branch", "conv", "dense", "pool", "average", "positions", "patches", "stem", "layer"]
"""What a stage is: `average` leaves one number per channel, `positions` is where tokens got their position, `patches` and
`stem` come first, `layer` is anything else."""

CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
CONVOLUTIONS = (nn.Conv2d, nn.Conv1d)
WEIGHTED = (*CONVOLUTIONS, nn.Linear)
POOLS = (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.LPPool2d)
NORMS = (nn.modules.batchnorm._BatchNorm, nn.GroupNorm, nn.LayerNorm, nn.InstanceNorm2d)


@dataclass(frozen=True)
class StageCall:
    """A call whose output is a stage. `begins`: the first call that belongs to it (a convolution, for its activation)."""

    call: Call
    begins: Call
    layout: Layout
    kind: Kind

    @property
    def name(self) -> str:
        return self.call.name


class StageFinder:
    """Finds the stages in the trace of one model's pass."""

    def __init__(self, trace: CallTrace, input: Input, prefixes: Prefixes) -> None:
        self._trace, self._input, self._prefixes = trace, input, prefixes
        self._answer = answer_module(trace)
        self._channels_last = str(getattr(trace.model, "output_fmt", "")).endswith("NHWC")
        self._order = {call.name: i for i, call in reversed(list(enumerate(trace.calls)))}
        self._positioned = False  # whether the stage where tokens got their position has been found
        self._outputs: set[int] = set()  # numbers of the tensors that stages found so far hand on
        self._widths: set[int] = set()  # and how many channels they have

    def find(self) -> list[StageCall]:
        """In order of execution."""
        found = sorted(self._of_parts("", self._trace.model), key=lambda stage: self._order[stage.name])
        return [self._named_first(found[0]), *found[1:]] if found else []

    def _named_first(self, stage: StageCall) -> StageCall:
        """The first stage, if it is no block, cuts the picture into patches or is a stem."""
        if stage.kind == "dense" and self._cut_before(stage):
            return replace(stage, kind="patches")
        if stage.kind not in ("conv", "layer"):
            return stage
        modules = [call.module for call in self._trace.calls if call is stage.begins or within(call.name, stage.name)]
        convolutions = [module for module in modules if isinstance(module, nn.Conv2d)]
        cuts = len(convolutions) == 1 and convolutions[0].stride == convolutions[0].kernel_size != (1, 1)
        return replace(stage, kind="patches" if cuts else "stem")

    def _cut_before(self, stage: StageCall) -> bool:
        """Whether the first dense layer gets the picture cut into pieces that tile it, be it with overlap: (1, piece, values)
        or (1, row, column, values)."""
        given = stage.begins.given or ()
        pixels = self._input.channels * self._input.height * self._input.width
        places = math.prod(given[1:-1])
        return places > 1 and places * given[-1] >= pixels and tiles(places, self._input)

    def _of_parts(self, path: str, module: nn.Module) -> Iterator[StageCall]:
        """The stages among the parts of a module that is walked into. Norms and activations that follow a layer are counted
        with it, so a stage is `growing` until the next call shows that it has ended."""
        growing: StageCall | None = None
        for name, child in self._parts(path, module):
            call = self._trace.of(name)
            if call is not None and (not any(True for _ in child.children()) or self._is_norm(name, child)):
                if self._continues(growing, call):
                    growing = self._continued(growing, call)
                    continue
                yield from self._new(growing)
                growing, complete = self._leaf(call)
                yield from self._new(complete)
                continue
            yield from self._new(growing)
            growing = None
            blocks = strings_blocks(module) if is_container(module) else chains(self._trace, module, path)
            yield from self._of_part(name, child, call, blocks)
        yield from self._new(growing)

    def _parts(self, path: str, module: nn.Module) -> list[tuple[str, nn.Module]]:
        """Paths and modules of the parts that ran, in the order in which they began."""
        children = [(f"{path}.{part}" if path else part, child) for part, child in module.named_children()]
        return sorted((one for one in children if self._ran(one[0])), key=lambda one: self._began(one[0]))

    def _of_part(self, path: str, module: nn.Module, call: Call | None, blocks: bool) -> Iterator[StageCall]:
        """The stages of a part that has parts itself. `blocks`: whether what stands beside it is blocks, too."""
        if call is None or is_container(module) or path == self._answer or within(self._answer, path):
            yield from self._of_parts(path, module)
        elif self._only_chains(path, module) or self._layout(call, "block") is None:
            inner = list(self._of_parts(path, module))
            yield from inner
            if call.output not in {stage.call.output for stage in inner}:
                yield from self._new(self._stage(call, "layer"))
        else:
            yield from self._new(self._stage(call, _pooled(call, self._kind(call) if blocks else "layer")))

    def _kind(self, call: Call) -> Kind:
        return "branch" if call.output in self._trace.branches else "block"

    def _is_norm(self, path: str, module: nn.Module) -> bool:
        """A norm, or what is built around one without a matrix or a sum."""
        if isinstance(module, NORMS):
            return True
        call, parts = self._trace.of(path), list(module.modules())
        adds = any(name == path or within(name, path) for name in self._trace.adders)
        vectors = all(one.numel() == max(one.shape, default=1) for one in module.parameters())
        same = call is not None and call.given == call.shape
        return same and vectors and not adds and any(isinstance(one, NORMS) for one in parts)

    def _continues(self, growing: StageCall | None, call: Call) -> TypeGuard[StageCall]:
        """Whether a leaf (a norm, an activation) only changes what the growing stage hands on."""
        begins = isinstance(call.module, (*WEIGHTED, *POOLS, nn.Flatten)) or call.name == self._answer
        once = self._trace.times(call.name) == 1  # one activation for all layers is part of none of them
        return growing is not None and not begins and once and call.shape is not None and call.given == growing.call.shape

    def _continued(self, growing: StageCall, call: Call) -> StageCall:
        changed = call.output != growing.call.output or getattr(call.module, "inplace", False)
        return replace(growing, call=call) if changed and call.shape == growing.call.shape else growing

    def _leaf(self, call: Call) -> tuple[StageCall | None, StageCall | None]:
        """What a module without parts means by itself: a stage that begins with it, or one that is complete with it."""
        module, shape = call.module, call.shape
        if call.name == self._answer or shape is None:
            return None, None
        if isinstance(module, WEIGHTED):
            return self._stage(call, "dense" if isinstance(module, nn.Linear) else "conv"), None
        if isinstance(module, POOLS):
            return None, self._stage(call, _pooled(call, "pool"))
        if isinstance(module, nn.Flatten):
            flat = call.given is not None and len(call.given) == 4 and call.given[2:] == (1, 1)
            return None, self._stage(call, "average") if flat else None
        silent = isinstance(module, (nn.Identity, nn.Dropout)) and len(shape) == 3 and shape[-1] in self._widths
        if silent and call.output not in self._outputs and not self._positioned:
            self._positioned = True
            return None, self._stage(call, "positions")
        if any(True for _ in module.parameters()) and not self._is_norm(call.name, module):
            return None, self._stage(call, "layer")
        if call.given is not None and (len(call.given) > 4 or call.given[0] != 1) and len(shape) == 4:
            return None, self._stage(call, "layer")  # windows that are put together to the picture again
        return None, None

    def _new(self, stage: StageCall | None) -> Iterator[StageCall]:
        """The stage, unless another one hands on the very same tensor."""
        if stage is not None and stage.call.output not in self._outputs:
            assert stage.call.output is not None
            self._outputs.add(stage.call.output)
            self._widths.add(stage.layout.channels((stage.call.shape or ())[1:]))
            yield stage

    def _stage(self, call: Call, kind: Kind) -> StageCall | None:
        found = self._layout(call, kind)
        return None if found is None else StageCall(call, call, found, kind)

    def _layout(self, call: Call, kind: Kind) -> Layout | None:
        """None for what cannot be drawn: no single tensor, no batch as first axis, or axes that do not fit the picture."""
        shape = call.shape
        if shape is None or shape[0] != 1 or 0 in shape:
            return None
        if len(shape) == 2:
            return Layout(("unit",) if kind == "dense" else ("channel",))
        if len(shape) == 3:
            return of_tokens(shape[1:], self._input, self._prefixes) or Layout(TOKENS)
        if len(shape) == 4 and not (kind in ("pool", "layer") and 1 in (shape[2] * shape[3], shape[1] * shape[2])):
            shown = shape[1:] in self._prefixes.last
            found = of_map(shape[1:], self._input, self._channels_last or shown)
            return None if shown and found is not None and found.axes == MAP else found  # a norm acts on its last axis
        return None

    def _ran(self, path: str) -> bool:
        return path in self._order or any(within(name, path) for name in self._order)

    def _began(self, path: str) -> int:
        return min(order for name, order in self._order.items() if name == path or within(name, path))

    def _only_chains(self, path: str, module: nn.Module) -> bool:
        """Whether it only chains blocks: it holds containers of several of a kind, or of one where it adds nothing itself, or
        hands on what its last equal part made."""
        kinds: list[type] = []
        for name, inner in module.named_modules():
            if inner is not module and is_container(inner) and strings_blocks(inner):
                parts = [(f"{path}.{name}.{part}", child) for part, child in inner.named_children()]
                kinds += [type(child) for part, child in parts if is_block(child) and self._ran(part)]
        if kinds and (path not in self._trace.adders or len(set(kinds)) < len(kinds)):
            return True
        return chains(self._trace, module, path)


def _pooled(call: Call, kind: Kind) -> Kind:
    """`average` for what leaves one number per channel."""
    whole = call.given is not None and len(call.given) == 4 and call.shape is not None and len(call.shape) == 2
    return "average" if whole else kind


def is_container(module: nn.Module) -> bool:
    """A container of modules without a mind of its own."""
    return type(module) in CONTAINERS or (isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward)


def is_block(module: nn.Module) -> bool:
    return is_composite(module) and not is_container(module)


def strings_blocks(module: nn.Module) -> bool:
    """Whether blocks are what a container strings: a squeeze-and-excitation between a block's convolutions is none."""
    layers = [child for child in module.children() if any(isinstance(part, WEIGHTED) for part in child.modules())]
    return 2 * sum(map(is_composite, layers)) >= len(layers) > 0


def is_composite(module: nn.Module) -> bool:
    """Two layers with weights, at least: more than a convolution with its norm."""
    return sum(isinstance(part, WEIGHTED) for part in module.modules()) > 1


def chains(trace: CallTrace, module: nn.Module, path: str) -> bool:
    """Whether the module runs several composite parts of one kind and hands on what the last of them made."""
    parts = [(f"{path}.{part}" if path else part, child) for part, child in module.named_children() if is_composite(child)]
    calls = [call for call in (trace.of(part) for part, _ in parts) if call is not None]
    own = trace.of(path)
    kinds = [type(call.module) for call in calls]
    several = any(kinds.count(kind) > 1 for kind in kinds)
    return several and own is not None and own.output is not None and own.output == calls[-1].output


def within(name: str, path: str) -> bool:
    """Whether a module lies inside another, by their paths."""
    return path == "" or name.startswith(f"{path}.")


def answer_module(trace: CallTrace) -> str:
    """The module that makes the model's answer; "" if the model makes it itself."""
    root = trace.calls[-1]
    return next((call.name for call in trace.calls[:-1] if call.output == root.output and call.output is not None), "")
