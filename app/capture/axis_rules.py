"""What each operation does to the names of axes: one rule for those that do the same.

A rule gets what came out, the arguments, and the tensors among them as they were: (tensor, names, shape).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode

from .axis_names import FEATURES, Axis, Names, name, names_of, places, reshaped, tensors_in, together

Given = Sequence[tuple[Tensor, Names | None, tuple[int, ...]]]
Rule = Callable[[Any, Any, Any, Given], None]


class AxisNames(TorchFunctionMode):
    """While it is entered, what operations give is named by what they get."""

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        rule = rule_of(function)
        given = [] if rule is None else [(one, names_of(one), tuple(one.shape)) for one in tensors_in((args, kwargs))]
        result = function(*args, **kwargs)
        try:
            if rule is not None:
                return result if rule(result, args, kwargs, given) is None else result
        except (IndexError, KeyError, TypeError, ValueError, AttributeError):
            pass  # arguments that the rule does not know
        for one in tensors_in(result):
            name(one, None)
        return result


def rule_of(function: Any) -> Rule | None:
    called = getattr(function, "__name__", "")
    if called == "__get__":
        called = "mT" if getattr(getattr(function, "__self__", None), "__name__", "") in ("T", "mT") else ""
    return RULES.get(called.strip("_")) or RULES.get(called.strip("_").removeprefix("i").removeprefix("r"))


def _argument(args: Any, kwargs: Any, place: int, key: str, default: Any = None) -> Any:
    return kwargs[key] if key in kwargs else args[place] if len(args) > place else default


def _own(given: Given) -> Names:
    """Of the first tensor. KeyError where nothing is known of it."""
    if not given or given[0][1] is None:
        raise KeyError("names")
    return given[0][1]


def _elementwise(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    name(result, together(result.shape, [(names, shape) for _, names, shape in given]))


def _same(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Each value stays where it is, however it is changed."""
    if tuple(result.shape) != given[0][2]:
        raise ValueError("another shape")
    name(result, given[0][1])


def _norm(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """A layer's norm acts on the last axis: where nothing is known, that is the channels."""
    names, sides = given[0][1], _argument(args, kwargs, 1, "normalized_shape", ())
    if len(sides) != 1:
        return name(result, names)
    name(result, _with_last(names or tuple(Axis() for _ in result.shape), lambda axis: axis if axis.kind else Axis("channel")))


def _with_last(names: Names, change: Callable[[Axis], Axis]) -> Names:
    return (*names[:-1], change(names[-1]))


def _produced(axis: Axis) -> Axis:
    """What a layer makes that sums over all of an axis."""
    if axis.kind == "unit":
        return Axis("unit")
    return Axis("channel") if axis.kind in FEATURES or not axis.kind else Axis("mixed")


def _linear(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names = given[0][1] or tuple(Axis() for _ in result.shape)
    whole = result.dim() == 2 and names[-1].kind not in FEATURES  # one row for each picture
    name(result, _with_last(names, lambda axis: Axis("unit") if whole else _produced(axis)))


def _convolution(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """(batch, channel, …): the channels are made anew, the places stay places."""
    names = given[0][1]
    if names is None:
        return name(result, (Axis(), Axis("channel"), *(Axis() for _ in result.shape[2:])))
    rest = names[2:] if result.dim() == 4 or tuple(result.shape[2:]) == given[0][2][2:] else tuple(Axis() for _ in names[2:])
    name(result, (names[0], _produced(names[1]), *rest))


def _pooling(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """What is pooled to one value has no places any more."""
    result = result[0] if isinstance(result, tuple) else result
    names = _own(given)
    if any(axis.kind == "token" and size != old for axis, size, old in zip(names, result.shape, given[0][2], strict=True)):
        raise ValueError("tokens that are pooled are not followed")
    gone = [size == 1 < old for size, old in zip(result.shape, given[0][2], strict=True)]
    name(result, (Axis("one") if one else axis for axis, one in zip(names, gone, strict=True)))


def _reshape(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    name(result, reshaped(_own(given), given[0][2], tuple(result.shape)))


def _turned(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names = list(_own(given))
    a, b = (
        (-2, -1) if len(args) < 2 and not kwargs else (_argument(args, kwargs, 1, "dim0"), _argument(args, kwargs, 2, "dim1"))
    )
    names[a], names[b] = names[b], names[a]
    name(result, names)


def _permuted(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    order = kwargs.get("dims") or (args[1] if isinstance(args[1], (tuple, list)) else args[1:])
    names = _own(given)
    name(result, (names[at] for at in order))


def _moved(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, source, to = list(_own(given)), _argument(args, kwargs, 1, "source"), _argument(args, kwargs, 2, "destination")
    if not isinstance(source, int):
        raise ValueError("several axes that move are not followed")
    axis = names.pop(source)
    names.insert(to % (len(names) + 1), axis)
    name(result, names)


def _squeezed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    dims = _argument(args, kwargs, 1, "dim")
    names, shape = _own(given), given[0][2]
    chosen = range(len(shape)) if dims is None else [dim % len(shape) for dim in ([dims] if isinstance(dims, int) else dims)]
    name(result, (axis for at, axis in enumerate(names) if at not in chosen or shape[at] != 1))


def _unsqueezed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, dim = list(_own(given)), _argument(args, kwargs, 1, "dim")
    names.insert(dim % (len(names) + 1), Axis("one"))
    name(result, names)


def _expanded(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, shape = _own(given), given[0][2]
    names = (*(Axis() for _ in range(result.dim() - len(names))), *names)
    old = (*(1 for _ in range(result.dim() - len(shape))), *shape)
    name(result, (axis if size == before else Axis() for axis, size, before in zip(names, result.shape, old, strict=True)))


def _reduced(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """mean, sum, largest over some axes: `dim`, kept as axes of one with `keepdim`."""
    names, dims = _own(given), _argument(args, kwargs, 1, "dim")
    if dims is None or isinstance(dims, Tensor):
        raise ValueError("all of it")
    gone = {dim % len(names) for dim in ([dims] if isinstance(dims, int) else dims)}
    left = result[0] if isinstance(result, tuple) else result
    keeps = left.dim() == len(names)
    kept = [Axis("one") if at in gone else axis for at, axis in enumerate(names) if keeps or at not in gone]
    for one in tensors_in(result):
        name(one, kept)


def _joined(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Side by side along an axis; tokens that have no place may come before or behind those that have."""
    dim = _argument(args, kwargs, 1, "dim", 0) % result.dim()
    names = next(names for _, names, _ in given if names is not None)
    axes = list(together(result.shape, [(one, shape) for _, one, shape in given]) or names)
    along = [names and names[dim] for _, names, _ in given]
    placed = [at for at, axis in enumerate(along) if axis is not None and axis.kind in ("token", "row", "column")]
    sizes = [shape[dim] for *_, shape in given]
    if len(placed) == 1 and (axis := along[placed[0]]) is not None and axis.kind == "token":
        before, after = sum(sizes[: placed[0]]), sum(sizes[placed[0] + 1 :])
        axes[dim] = Axis("token", axis.before + before, axis.after + after, axis.grid)
    else:
        axes[dim] = Axis("channel") if all(axis is not None and axis.kind in FEATURES for axis in along) else Axis()
    name(result, axes)


def _split(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Pieces along an axis, one after the other."""
    dim = _argument(args, kwargs, 2, "dim", 0)
    at = 0
    for piece in result:
        name(piece, _cut(_own(given), dim, at, piece.shape[dim], given[0][2][dim]))
        at += piece.shape[dim]


def _cut(names: Names, dim: int, start: int, size: int, whole: int) -> Names:
    dim %= len(names)
    return (*names[:dim], _part_of(names[dim], start, size, whole), *names[dim + 1 :])


def _part_of(axis: Axis, start: int, size: int, whole: int) -> Axis:
    if size == whole:
        return axis
    if axis.kind == "token" and places(axis, whole):
        before, after = axis.before - start, axis.after - (whole - start - size)
        return Axis("token", before, after, axis.grid) if before >= 0 and after >= 0 else Axis()
    return Axis("channel") if axis.kind == "channel" else Axis("part") if axis.kind in FEATURES else Axis()


def _taken(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """One of an axis."""
    names, dim = list(_own(given)), _argument(args, kwargs, 1, "dim", 0)
    del names[dim]
    for one in tensors_in(result):
        name(one, names)


def _narrowed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    dim, begin = _argument(args, kwargs, 1, "dim"), _argument(args, kwargs, 2, "start")
    name(result, _cut(_own(given), dim, begin, result.shape[dim], given[0][2][dim]))


def _indexed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """x[:, 1:], x[:, 0], x[..., None] and the like."""
    index = args[1] if isinstance(args[1], tuple) else (args[1],)
    names, shape = list(_own(given)), list(given[0][2])
    if any(not isinstance(one, (int, slice, type(None), type(...))) for one in index):
        raise ValueError("an index that is not followed")
    spare = len(names) - sum(isinstance(one, (int, slice)) for one in index)
    found: list[Axis] = []
    for one in index:
        if one is None:
            found.append(Axis("one"))
        elif one is ...:
            found, names, shape, spare = found + names[:spare], names[spare:], shape[spare:], 0
        else:
            axis, size = names.pop(0), shape.pop(0)
            if isinstance(one, slice):
                begin, end, step = one.indices(size)
                found.append(_part_of(axis, begin, end - begin, size) if step == 1 else _strided(axis))
    name(result, found + names)


def _strided(axis: Axis) -> Axis:
    """Every second row is a coarser map's row; of anything else nothing is known."""
    return axis if axis.kind in ("row", "column") else Axis()


def _product(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """(…, n, k) @ (…, k, m): rows of the first, columns of the second. A weight's columns are channels made anew."""
    (_, left, shape), (_, right, other) = given[0], given[1]
    if len(shape) < 2 or len(other) < 2:
        raise ValueError("a vector")
    names = left or tuple(Axis() for _ in shape)
    if right is not None:
        lead = together(result.shape[:-2], [(one and one[:-2], sizes[:-2]) for one, sizes in ((left, shape), (right, other))])
        last = right[-1]
    else:
        lead, last = names[:-2], _produced(names[-1])
    blank = tuple(Axis() for _ in result.shape[:-2])
    name(result, (*(lead if lead is not None and len(lead) == len(blank) else blank), names[-2], last))


def _einsum(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    inputs, _, output = args[0].replace(" ", "").partition("->")
    known: dict[str, Axis] = {}
    for letters, (_, names, _) in zip(inputs.split(","), given, strict=True):
        if names is not None:
            for letter, axis in zip(letters, names, strict=True):
                known.setdefault(letter, axis)
    name(result, (known.get(letter, Axis()) for letter in output))


def _attention(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Queries ask, values are what they get."""
    names, last = _own(given), given[2][1]
    name(result, _with_last(names, lambda axis: last[-1] if last is not None else Axis()))


def _layer(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """torch's attention in one function: the first thing it gives has the form of its queries."""
    names = _own(given)
    first, *rest = tensors_in(result)
    for one in rest:
        name(one, None)
    name(first, _with_last(names, _produced))


def _unfold(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """(batch, channel, row, column) -> (batch, values of a patch, patch), in reading order; how many each way is not said."""
    name(result, (_own(given)[0], Axis("channel"), Axis("token")))


def _rules(table: Iterable[tuple[Rule, str]]) -> dict[str, Rule]:
    return {called: rule for rule, words in table for called in words.split()}


RULES: dict[str, Rule] = _rules((
    (_elementwise, "add sub subtract mul multiply div divide true_divide truediv pow rsub lerp addcmul addcdiv maximum minimum "
                   "where masked_fill type_as copysign fmod remainder"),
    (_same, "relu relu6 gelu silu sigmoid logsigmoid tanh hardtanh hardswish hardsigmoid leaky_relu elu celu selu mish softplus "
            "softsign softmin softmax log_softmax clamp clamp_min clamp_max clip exp expm1 log log1p sqrt rsqrt square abs neg "
            "sign sin cos erf reciprocal dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout "
            "feature_dropout batch_norm group_norm instance_norm normalize local_response_norm contiguous clone detach to float "
            "half double bfloat16 type nan_to_num threshold prelu rrelu requires_grad hardshrink softshrink tanhshrink "
            "positive pos round"),
    (_norm, "layer_norm rms_norm"),
    (_linear, "linear"),
    (_convolution, "conv1d conv2d conv_transpose1d conv_transpose2d"),
    (_pooling, "max_pool1d max_pool2d avg_pool1d avg_pool2d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d "
               "adaptive_max_pool2d lp_pool2d interpolate upsample pad max_pool2d_with_indices boolean_dispatch fn"),
    (_reshape, "reshape view flatten unflatten reshape_as view_as ravel"),
    (_turned, "transpose swapaxes swapdims t mT"),
    (_permuted, "permute"),
    (_moved, "movedim moveaxis"),
    (_squeezed, "squeeze"),
    (_unsqueezed, "unsqueeze"),
    (_expanded, "expand expand_as broadcast_to repeat tile"),
    (_reduced, "mean sum amax amin max min var std norm logsumexp"),
    (_joined, "cat concat concatenate"),
    (_split, "chunk split tensor_split split_with_sizes"),
    (_taken, "unbind select"),
    (_narrowed, "narrow"),
    (_indexed, "getitem"),
    (_product, "matmul bmm"),
    (_einsum, "einsum"),
    (_attention, "scaled_dot_product_attention"),
    (_layer, "multi_head_attention_forward native_multi_head_attention transformer_encoder_layer_fwd"),
    (_unfold, "unfold"),
))  # fmt: skip
