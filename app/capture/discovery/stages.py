"""The stages of a model, found by walking down its modules: blocks, what comes before them, and what comes after.

A **block** is a module that hands on one tensor covering the picture. A module that only strings blocks together is walked
into instead; so is one whose output is no single tensor. Between blocks, a convolution or dense layer counts with the norm and
the activation that follow it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from torch import nn

from models.spec.entry import Input

from .. import axes as layout
from ..axes import Layout, Prefixes
from .call_trace import Call, Survey

LISTS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
CONVOLUTIONS = (nn.Conv2d, nn.Conv1d)
WEIGHTED = (*CONVOLUTIONS, nn.Linear)
POOLS = (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.LPPool2d)
NORMS = (nn.modules.batchnorm._BatchNorm, nn.GroupNorm, nn.LayerNorm, nn.InstanceNorm2d)


@dataclass(frozen=True)
class Stage:
    """A module whose output is a stage. `begins`: the first call that belongs to it (a convolution, for its activation).

    `kind`: block, conv, dense, pool, average, positions (where tokens got their position), patches, stem or layer.
    """

    call: Call
    begins: Call
    layout: Layout
    kind: str

    @property
    def name(self) -> str:
        return self.call.name


class Walk:
    """One walk through one surveyed model."""

    def __init__(self, seen: Survey, input: Input, prefixes: Prefixes) -> None:
        self.seen, self.input, self.prefixes = seen, input, prefixes
        self.answer = answering(seen)
        self.last = str(getattr(seen.model, "output_fmt", "")).endswith("NHWC")
        self.time = {call.name: i for i, call in reversed(list(enumerate(seen.calls)))}
        self.made: set[int] = set()  # numbers of the tensors that stages found so far hand on

    def stages(self) -> list[Stage]:
        """In order of execution."""
        found = sorted(self._inside("", self.seen.model), key=lambda stage: self.time[stage.name])
        return [self._first(stage, found) for stage in found]

    def _first(self, stage: Stage, found: list[Stage]) -> Stage:
        """The first stage, if it is no block, cuts the picture into patches or is a stem."""
        if stage is not found[0] or stage.kind not in ("conv", "layer"):
            return stage
        names = [call.module for call in self.seen.calls if call is stage.begins or within(call.name, stage.name)]
        convolutions = [module for module in names if isinstance(module, nn.Conv2d)]
        cuts = len(convolutions) == 1 and convolutions[0].stride == convolutions[0].kernel_size != (1, 1)
        return Stage(stage.call, stage.begins, stage.layout, "patches" if cuts else "stem")

    def _inside(self, name: str, module: nn.Module) -> Iterator[Stage]:
        pending: Stage | None = None
        children = [(f"{name}.{part}" if name else part, child) for part, child in module.named_children()]
        for path, child in sorted((one for one in children if self._ran(one[0])), key=lambda one: self._began(one[0])):
            call = self.seen.of(path)
            if call is not None and (not any(True for _ in child.children()) or isinstance(child, NORMS)):
                done, pending = self._leaf(call, pending)
                yield from self._note(done)
                continue
            yield from self._note([pending])
            pending = None
            if call is None or is_list(child) or path == self.answer or within(self.answer, path):
                yield from self._inside(path, child)
            elif self._opens(path, child) or self._layout(call, "block") is None:
                inner = list(self._inside(path, child))
                yield from inner
                if call.output not in {stage.call.output for stage in inner}:
                    yield from self._note([self._stage(call, call, "layer")])
            else:
                kind = "block" if is_list(module) or strings(self.seen, module, name) else "layer"
                yield from self._note([self._stage(call, call, self._pooled(call, kind))])
        yield from self._note([pending])

    def _leaf(self, call: Call, pending: Stage | None) -> tuple[list[Stage | None], Stage | None]:
        """What a module without parts means: stages that are complete with it, and the one that is still growing."""
        module = call.module
        if call.name == self.answer or call.shape is None:
            return [pending], None
        if isinstance(module, WEIGHTED):
            kind = "dense" if isinstance(module, nn.Linear) else "conv"
            return [pending], self._stage(call, call, kind)
        if isinstance(module, POOLS):
            return [pending, self._stage(call, call, self._pooled(call, "pool"))], None
        if isinstance(module, nn.Flatten):
            flat = call.given is not None and len(call.given) == 4 and call.given[2:] == (1, 1)
            return [pending, self._stage(call, call, "average") if flat else None], None
        if pending is not None and call.given == pending.call.shape:
            changed = call.output != pending.call.output or getattr(module, "inplace", False)
            grown = changed and call.shape == pending.call.shape
            return [], Stage(call, pending.begins, pending.layout, pending.kind) if grown else pending
        silent = isinstance(module, (nn.Identity, nn.Dropout)) and len(call.shape) == 3
        if silent and self.made and call.output not in self.made and not self._positioned:
            self._positioned = True
            return [pending, self._stage(call, call, "positions")], None
        if any(True for _ in module.parameters()) and not isinstance(module, NORMS):
            return [pending, self._stage(call, call, "layer")], None
        return [pending], None

    _positioned = False

    def _note(self, stages: list[Stage | None]) -> Iterator[Stage]:
        for stage in stages:
            if stage is not None and stage.call.output not in self.made:
                assert stage.call.output is not None
                self.made.add(stage.call.output)
                yield stage

    def _stage(self, call: Call, begins: Call, kind: str) -> Stage | None:
        found = self._layout(call, kind)
        return None if found is None else Stage(call, begins, found, kind)

    def _pooled(self, call: Call, kind: str) -> str:
        """`average` for what leaves one number per channel."""
        whole = call.given is not None and len(call.given) == 4 and call.shape is not None and len(call.shape) == 2
        return "average" if whole else kind

    def _layout(self, call: Call, kind: str) -> Layout | None:
        """None for what cannot be drawn: no single tensor, no batch as first axis, or axes that do not fit the picture."""
        shape = call.shape
        if shape is None or shape[0] != 1 or 0 in shape:
            return None
        if len(shape) == 2:
            return Layout(("unit",) if kind == "dense" else ("channel",))
        if len(shape) == 3:
            return layout.of_tokens(shape[1:], self.input, self.prefixes) or Layout(layout.TOKENS)
        if len(shape) == 4 and not (kind in ("pool", "layer") and 1 in (shape[2] * shape[3], shape[1] * shape[2])):
            return layout.of_map(shape[1:], self.input, self.last)
        return None

    def _ran(self, path: str) -> bool:
        return path in self.time or any(within(name, path) for name in self.time)

    def _began(self, path: str) -> int:
        return min(time for name, time in self.time.items() if name == path or within(name, path))

    def _opens(self, path: str, module: nn.Module) -> bool:
        """Whether it only strings blocks together: it holds a list of them, or hands on what its last equal part made."""
        for name, inner in module.named_modules():
            if inner is not module and is_list(inner):
                parts = [(f"{path}.{name}.{part}", child) for part, child in inner.named_children()]
                if any(heavy(child) and not is_list(child) and self._ran(part) for part, child in parts):
                    return True
        return strings(self.seen, module, path)


def is_list(module: nn.Module) -> bool:
    """A list of modules without a mind of its own."""
    return type(module) in LISTS or (isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward)


def heavy(module: nn.Module) -> bool:
    """Two layers with weights, at least: more than a convolution with its norm."""
    return sum(isinstance(part, WEIGHTED) for part in module.modules()) > 1


def strings(seen: Survey, module: nn.Module, path: str) -> bool:
    """Whether the module runs several heavy parts of one kind and hands on what the last of them made."""
    parts = [(f"{path}.{part}" if path else part, child) for part, child in module.named_children() if heavy(child)]
    calls = [call for call in (seen.of(part) for part, _ in parts) if call is not None]
    own = seen.of(path)
    kinds = [type(call.module) for call in calls]
    several = any(kinds.count(kind) > 1 for kind in kinds)
    return several and own is not None and own.output is not None and own.output == calls[-1].output


def within(name: str, path: str) -> bool:
    """Whether a module lies inside another, by their paths."""
    return path == "" or name.startswith(f"{path}.")


def answering(seen: Survey) -> str:
    """The module that makes the model's answer; "" if the model makes it itself."""
    root = seen.calls[-1]
    return next((call.name for call in seen.calls[:-1] if call.output == root.output and call.output is not None), "")
