"""How rectangles go through each operation of a network, as `theoretical_receptive_field.py` carries them.

A rule gets the carrier, the operation's arguments by name and its output, and returns the output's reach.
"""

from collections.abc import Callable
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from ..core.sentence import Sentence

ATTENTION = "attention, a softmax over all positions"
AVERAGE = "an average over all positions"
DENSE = "a dense layer over all positions"
PRODUCT = "a matrix over all positions"
NORM = "a norm over all positions"


class Carrier(Protocol):
    """What a rule needs of `theoretical_receptive_field.Reaches`."""

    def of(self, activation: Tensor) -> Tensor: ...
    def knows(self, value: Tensor) -> bool: ...
    def join(self, *mixed: tuple[Tensor, tuple[int, ...]], cause: str) -> Tensor: ...


class Unfollowed(RuntimeError):
    """The network does something that rectangles cannot be carried through: `why` names it, as a part of a sentence."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why

    def sentence(self, model: str) -> Sentence:
        """For people. `model`: its title."""
        says = "The theoretical receptive field of {model} is not known here: {why}."
        return Sentence("field-unfollowed", says, model=model, why=self.why)


def tensors(values: Any) -> list[Tensor]:
    found = []
    for value in values:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += tensors(value)
    return found


def extend(reach: Tensor, axis: int, before: int, after: int) -> Tensor:
    """A grid continued beyond its edges, with the distance that its first and its last two positions have; negative: cut."""
    length = reach.shape[axis]
    kept = reach.narrow(axis, max(0, -before), length - max(0, -before) - max(0, -after))

    def outside(count: int, edge: int, inner: int) -> list[Tensor]:
        step = (reach.narrow(axis, inner, 1) - reach.narrow(axis, edge, 1)).nan_to_num() if length > 1 else None
        if step is not None:
            step[4] = 0  # whether it is the whole picture does not grow
        first = reach.narrow(axis, edge, 1)
        return [first if step is None else first - n * step for n in range(1, count + 1)]

    return torch.cat([*outside(before, 0, 1)[::-1], kept, *outside(after, length - 1, length - 2)], axis)


def _window(reach: Tensor, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: bool = False) -> Tensor:
    """(5, 1, C, H, W) -> the same for the output of a kernel."""
    kernel, stride, padding, dilation = (_pair(value) for value in (kernel, stride, padding, dilation))
    for axis, (before, after) in enumerate(padding, start=3):
        reach = extend(reach, axis, before, after)
    sizes = [(value[0][0], value[1][0]) for value in (kernel, stride, dilation)]
    return -F.max_pool2d(-reach[:, 0], sizes[0], sizes[1], 0, sizes[2], ceil)[:, None]


def _pair(value: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """1, [1], [1, 2] or [(0, 1), (2, 2)] -> what holds before and after, down and across."""
    rows, columns = (value * 2)[:2] if isinstance(value, list | tuple) else (value, value)
    return (rows if isinstance(rows, tuple) else (rows, rows)), (columns if isinstance(columns, tuple) else (columns, columns))


def _convolution(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    reach, groups = reaches.of(given["input"]), given["groups"]
    if output.ndim != 4 or given["input"].ndim != 4:
        raise Unfollowed(Sentence("field-convolves-otherwise", "it convolves something else than rows and columns"))
    kernel = list(given["weight"].shape[2:])
    padding = given["padding"]
    if padding == "same":  # as torch has it: the odd one goes to the end
        total = [(k - 1) * d[0] for k, d in zip(kernel, _pair(given["dilation"]), strict=True)]
        padding = [(n // 2, n - n // 2) for n in total]
    joined = reach.unflatten(2, (groups, -1)).amin(3)
    found = _window(joined, kernel, given["stride"], 0 if padding == "valid" else padding, given["dilation"])
    return found.repeat_interleave(output.shape[1] // groups, 2) if groups > 1 else found.expand(5, *output.shape)


def _pool(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    reach, kernel = reaches.of(given["self"]), given["kernel_size"]
    return _window(
        reach, kernel, given["stride"] or kernel, given["padding"], given.get("dilation", 1), given.get("ceil_mode", False)
    )


def _adaptive_pool(reaches: Carrier, given: dict[str, Any], output: Any) -> Any:
    reach = reaches.of(given["self"])
    down, across = given["output_size"]
    if (down, across) == (1, 1):
        return reaches.join((reach, (-2, -1)), cause=AVERAGE)
    if reach.shape[-2] % down or reach.shape[-1] % across:
        raise Unfollowed(Sentence("field-pools-unevenly", "it pools to a size that does not divide the map"))
    kernel = [reach.shape[-2] // down, reach.shape[-1] // across]
    return _window(reach, kernel, kernel, 0, 1)


def _resized(smooth: bool) -> Callable[..., Tensor]:
    """Bilinear resizing; `smooth` as torch has it with antialias=True, where a smaller output reads wider windows."""

    def ranges(size: int, count: int, corners: bool) -> list[tuple[int, int]]:
        scale, found = size / count, []
        for i in range(count):
            if smooth:
                middle, radius = scale * (i + 0.5), max(scale, 1.0)
                found.append((max(int(middle - radius + 0.5), 0), min(int(middle + radius + 0.5), size)))
            else:
                at = i * (size - 1) / max(count - 1, 1) if corners else max(scale * (i + 0.5) - 0.5, 0.0)
                found.append((int(at), min(int(at) + 2, size)))
        return found

    def follow(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
        reach = reaches.of(given["self" if "self" in given else "input"])
        for axis in (3, 4):
            windows = ranges(reach.shape[axis], output.shape[axis - 1], given["align_corners"])
            reach = torch.stack([reach.narrow(axis, lo, hi - lo).amin(axis) for lo, hi in windows], axis)
        return reach

    return follow


def _along_channels(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    """A 1-D convolution where all places are one place: over channel averages, as in efficient channel attention."""
    reach = reaches.of(given["input"])
    joined = reach.amin((2, 3), keepdim=True)
    if not torch.equal(joined.expand_as(reach), reach):
        raise Unfollowed(Sentence("field-convolves-otherwise", "it convolves something else than rows and columns"))
    return joined.expand(5, *output.shape)


def _pad(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    reach, pad = reaches.of(given["self"]), given["pad"]
    if given.get("mode", "constant") != "constant":  # what comes in from elsewhere brings its rectangles along
        return torch.stack([F.pad(part, pad, given["mode"]) for part in reach])
    for n in range(len(pad) // 2):
        reach = extend(reach, reach.ndim - 1 - n, pad[2 * n], pad[2 * n + 1])
    return reach


def pointwise(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    found = torch.full((5, *output.shape), torch.inf)
    for value in tensors(given.values()):
        if reaches.knows(value):
            reach = reaches.of(value)
            found = torch.minimum(found, reach.reshape(5, *[1] * (output.ndim - value.ndim), *value.shape))
    return found


def _reduction(cause: str) -> Callable[..., Any]:
    def follow(reaches: Carrier, given: dict[str, Any], output: Any) -> Any:
        if "other" in given:  # the larger of two tensors, place by place
            return pointwise(reaches, given, output)
        reach, dim = reaches.of(given["self"]), given.get("dim")
        axes = range(given["self"].ndim) if dim is None or dim == [] else dim if isinstance(dim, list | tuple) else [dim]
        whole = tuple(axis % given["self"].ndim + 1 for axis in axes)
        joined = reaches.join((reach, whole), cause=cause)
        if isinstance(output, tuple):  # largest values and where they are
            return [joined.reshape(5, *tensor.shape) for tensor in output]
        return joined.expand(5, *output.shape) if joined.ndim == output.ndim + 1 else joined.reshape(5, *output.shape)

    return follow


def _norm(axes: Callable[[dict[str, Any]], tuple[int, ...]]) -> Callable[..., Tensor]:
    def follow(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
        joined = reaches.join((reaches.of(given["input"]), axes(given)), cause=NORM)
        return joined.expand(5, *output.shape)

    return follow


def _linear(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    return reaches.join((reaches.of(given["input"]), (-1,)), cause=DENSE).expand(5, *output.shape)


def _matmul(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    left, right = (given[name] for name in (("self", "other") if "other" in given else ("self", "mat2")))
    if min(left.ndim, right.ndim) < 2:
        raise Unfollowed(Sentence("field-vector", "it multiplies with a vector"))

    def of(tensor: Tensor) -> Tensor:
        return reaches.of(tensor).reshape(5, *[1] * (output.ndim - tensor.ndim), *tensor.shape)

    joined = reaches.join((of(left), (-1,)), (of(right), (-2,)), cause=PRODUCT)
    return joined.expand(5, *output.shape)


def _attention(reaches: Carrier, given: dict[str, Any], output: Tensor) -> Tensor:
    query, key, value = (reaches.of(given[name]) for name in ("query", "key", "value"))
    joined = reaches.join((query, (-1,)), (key, (-2, -1)), (value, (-2, -1)), cause=ATTENTION)
    return joined.expand(5, *output.shape)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOVES = words(
    """view _unsafe_view view_as reshape reshape_as flatten unflatten permute transpose swapaxes t numpy_T mT movedim expand
    expand_as unsqueeze squeeze slice select narrow unbind split split_with_sizes chunk tensor_split cat stack clone contiguous
    alias detach roll flip repeat index index_select to _to_copy pixel_shuffle pixel_unshuffle channel_shuffle im2col
    upsample_nearest2d"""
)
"""Operations that move values about and do nothing else."""
POINTWISE = words("batch_norm dropout feature_dropout alpha_dropout relu6 prelu _prelu_kernel hardswish hardsigmoid")
"""Pointwise in evaluation mode, beside those that torch tags as such."""
CREATES = words("zeros_like ones_like empty_like full_like rand_like new_zeros new_ones new_empty new_full")
"""Of a tensor these take the form only."""
RULES: dict[str, Callable[..., Any]] = {
    "conv2d": _convolution,
    "conv1d": _along_channels,
    "upsample_bilinear2d": _resized(smooth=False),
    "_upsample_bilinear2d_aa": _resized(smooth=True),
    **dict.fromkeys(("max_pool2d", "avg_pool2d"), _pool),
    **dict.fromkeys(("adaptive_avg_pool2d", "adaptive_max_pool2d"), _adaptive_pool),
    **dict.fromkeys(("pad", "constant_pad_nd"), _pad),
    **dict.fromkeys(words("mean sum amax amin max min var std norm linalg_vector_norm logsumexp"), _reduction(AVERAGE)),
    **dict.fromkeys(("softmax", "_softmax", "log_softmax"), _reduction(ATTENTION)),
    **dict.fromkeys(("layer_norm", "rms_norm"), _norm(lambda given: tuple(range(-len(given["normalized_shape"]), 0)))),
    "group_norm": _norm(lambda given: tuple(range(2, given["input"].ndim + 1))),
    "instance_norm": _norm(lambda given: tuple(range(3, given["input"].ndim + 1))),
    "linear": _linear,
    **dict.fromkeys(("matmul", "mm", "bmm"), _matmul),
    "scaled_dot_product_attention": _attention,
}
"""A reduction's rule also serves the softmax: its output has the shape of its input, and every value hears all the others."""
