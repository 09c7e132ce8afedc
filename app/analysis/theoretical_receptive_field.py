"""Which pixels a value can depend on at all: the theoretical receptive field, for any network, from one forward pass.

Every activation carries a rectangle of the picture along with it. A kernel joins the rectangles of its window, a sum those of
its terms (so of several paths the largest counts), a layer that mixes positions those of all that it mixes; what only moves
values about (a view, a permutation, a concatenation) moves the rectangles. A kernel's window beyond the edge continues the grid
outside, as the usual recursion r ← r + (k − 1)·j has it: rectangles may be larger than the picture.

A **reach** is a tensor (5, *shape of the activation): top, left, −bottom, −right in picture pixels, both ends included, and −1
where something that is no kernel (attention, token mixing, a dense layer, an average, a norm over positions) has brought in the
whole picture. With these signs, joining is the elementwise minimum; +inf is "no pixel". Evaluation mode, batch of one.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map
from torch.utils.weak import WeakTensorKeyDictionary

from ..core.sentence import Sentence
from .receptive_field_rules import CREATES, MOVES, POINTWISE, RULES, Unfollowed, pointwise, tensors


class Reaches(TorchDispatchMode):
    """`with Reaches(x) as reaches: model(x)`, x (1, C, H, W), then `reaches.of(activation)`.

    Under `torch.inference_mode()`, which shows operations before they are taken apart.
    """

    def __init__(self, x: Tensor) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.height, self.width = x.shape[-2:]
        self.cause: str | None = None
        """The first operation that brought in the whole picture, in words."""
        self._known = WeakTensorKeyDictionary()
        rows, columns = (torch.arange(float(n)) for n in (self.height, self.width))
        own = torch.stack([*torch.meshgrid(rows, columns, indexing="ij")])
        whole = torch.zeros(1, self.height, self.width)
        self._known[x] = torch.cat([own, -own, whole])[:, None, None].expand(5, *x.shape)

    def knows(self, value: Tensor) -> bool:
        """Whether a pixel can change it."""
        return value in self._known

    def of(self, activation: Tensor) -> Tensor:
        """The reach of a tensor that the pass has made; +inf everywhere if no pixel can change it."""
        known: Tensor | None = self._known.get(activation)
        return torch.full((5, *activation.shape), torch.inf) if known is None else known

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = func._schema.name.removeprefix("aten::")
        given = {argument.name: argument.default_value for argument in func._schema.arguments}
        given |= dict(zip(given, args, strict=False)) | kwargs
        tracked = [value for value in tensors(given.values()) if value in self._known]
        if not tracked or name in CREATES:
            return func(*args, **kwargs)
        plain = name.rstrip("_") if not name.startswith("_") else name
        if plain != name:
            self._check_written(given["self" if "self" in given else "input"], name, sole=len(tracked) == 1)
        if (follow := _rule(plain, func)) is not None:
            output = func(*args, **kwargs)
            return self._note(output, follow(self, given, output), name)
        if plain in MOVES:
            reach = self._moved(func, args, kwargs)  # before the operation, which may write into its arguments
            return self._note(func(*args, **kwargs), reach, name)
        with self:  # made of simpler operations, each of which comes here
            output = func.decompose(*args, **kwargs)
        if output is NotImplemented:
            raise Unfollowed(Sentence("field-uses-operation", "it uses “{operation}”", operation=name))
        return output

    def _note(self, output: Any, reach: Any, name: str) -> Any:
        """Keeps the reach of each tensor that an operation has returned, and returns the output."""
        pairs = zip(output, reach, strict=True) if isinstance(output, list | tuple) else [(output, reach)]
        for tensor, found in pairs:
            if found.shape[1:] != tensor.shape:
                raise Unfollowed(Sentence("field-unusual-operation", "it uses “{operation}” in an unusual way", operation=name))
            self._known[tensor] = found
        return output

    def _check_written(self, target: Tensor, name: str, sole: bool) -> None:
        """A tensor that is written into keeps its rectangles only if it is seen as a whole, and under no other name.

        `sole`: nothing else comes in that a pixel can change.
        """
        storage = target.untyped_storage()
        part = target.numel() * target.element_size() < storage.nbytes()
        others = (one for one in self._known if one is not target and one.untyped_storage()._cdata == storage._cdata)
        if part or target not in self._known or (not sole and any(True for _ in others)):
            raise Unfollowed(
                Sentence("field-writes-into-part", "it writes into a part of a tensor ({operation})", operation=name)
            )

    def _moved(self, func: Any, args: Any, kwargs: Any) -> Any:
        """What only moves values about does the same to rectangles; values that no pixel changes move as +inf."""
        joins = func._schema.name in ("aten::cat", "aten::stack")

        def part(i: int) -> Callable[[Any], Any]:
            def swap(value: Any) -> Any:
                if not isinstance(value, Tensor):
                    return value
                if value in self._known:
                    return self._known[value][i]
                return torch.full(value.shape, torch.inf) if joins else value.to("cpu")

            return swap

        parts = [func(*tree_map(part(i), args), **tree_map(part(i), kwargs)) for i in range(5)]
        if isinstance(parts[0], list | tuple):
            return [torch.stack(list(one)) for one in zip(*parts, strict=True)]
        return torch.stack(parts)

    def join(self, *mixed: tuple[Tensor, tuple[int, ...]], cause: str) -> Tensor:
        """The rectangles around all that is mixed: each reach along its axes (kept, of length 1), then all of them together.

        Marked as "whole picture" where that is what comes out, and different places, not channels of one place, were mixed.
        """
        joined, apart = None, torch.tensor(False)
        for reach, axes in mixed:
            one = reach.amin(axes, keepdim=True)
            for middle in (reach[0] - reach[2], reach[1] - reach[3]):  # twice the middle of the rectangle
                within = tuple(axis - 1 if axis > 0 else axis for axis in axes)
                most, least = middle.nan_to_num(-torch.inf), middle.nan_to_num(torch.inf)
                apart = apart | (most.amax(within, keepdim=True) > least.amin(within, keepdim=True))
            joined = one if joined is None else torch.minimum(joined, one)
        assert joined is not None
        ends = torch.tensor([0.0, 0.0, 1.0 - self.height, 1.0 - self.width]).reshape(4, *[1] * (joined.ndim - 1))
        whole = apart & (joined[:4] <= ends).all(0)
        if whole.any() and self.cause is None:
            self.cause = cause
        return torch.cat([joined[:4], torch.minimum(joined[4:], -whole.float())])


def _rule(plain: str, func: Any) -> Callable[..., Any] | None:
    """How reaches go through an operation that computes; None for one that only moves values, or that nobody has described."""
    rule = RULES.get(plain)
    if rule is None and (plain in POINTWISE or torch.Tag.pointwise in func.tags):
        return pointwise
    return rule
