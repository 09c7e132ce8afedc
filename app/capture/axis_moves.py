"""Operations that leave values as they are and put them elsewhere: which axes come out of which."""

from typing import Any

from torch import Tensor

from .axis_given import Given, argument, own
from .axis_names import FEATURES, Axis, Names, name, places, reshaped, tensors_in, together


def reshape(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    name(result, reshaped(own(given), given[0][2], tuple(result.shape)))


def turned(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names = list(own(given))
    a, b = -2, -1
    if len(args) > 1 or kwargs:
        a, b = argument(args, kwargs, 1, "dim0"), argument(args, kwargs, 2, "dim1")
    names[a], names[b] = names[b], names[a]
    name(result, names)


def permuted(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    order = kwargs.get("dims") or (args[1] if isinstance(args[1], (tuple, list)) else args[1:])
    names = own(given)
    name(result, (names[at] for at in order))


def moved(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, source, to = list(own(given)), argument(args, kwargs, 1, "source"), argument(args, kwargs, 2, "destination")
    if not isinstance(source, int):
        raise ValueError("several axes that move are not followed")
    axis = names.pop(source)
    names.insert(to % (len(names) + 1), axis)
    name(result, names)


def squeezed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    dims = argument(args, kwargs, 1, "dim")
    names, shape = own(given), given[0][2]
    chosen = range(len(shape)) if dims is None else [dim % len(shape) for dim in ([dims] if isinstance(dims, int) else dims)]
    name(result, (axis for at, axis in enumerate(names) if at not in chosen or shape[at] != 1))


def unsqueezed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, dim = list(own(given)), argument(args, kwargs, 1, "dim")
    names.insert(dim % (len(names) + 1), Axis("one"))
    name(result, names)


def expanded(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names, shape = own(given), given[0][2]
    names = (*(Axis() for _ in range(result.dim() - len(names))), *names)
    old = (*(1 for _ in range(result.dim() - len(shape))), *shape)
    name(result, (axis if size == before else Axis() for axis, size, before in zip(names, result.shape, old, strict=True)))


def reduced(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """mean, sum, largest over some axes: `dim`, kept as axes of one with `keepdim`."""
    names, dims = own(given), argument(args, kwargs, 1, "dim")
    if dims is None or isinstance(dims, Tensor):
        raise ValueError("all of it")
    gone = {dim % len(names) for dim in ([dims] if isinstance(dims, int) else dims)}
    left = result[0] if isinstance(result, tuple) else result
    keeps = left.dim() == len(names)
    kept = [Axis("one") if at in gone else axis for at, axis in enumerate(names) if keeps or at not in gone]
    for one in tensors_in(result):
        name(one, kept)


def joined(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Side by side along an axis; tokens that have no place may come before or behind those that have."""
    dim = argument(args, kwargs, 1, "dim", 0) % result.dim()
    names = next(names for _, names, _ in given if names is not None)
    axes = list(together(result.shape, [(one, shape) for _, one, shape in given]) or names)
    along = [None if names is None else names[dim] for _, names, _ in given]
    placed = [at for at, axis in enumerate(along) if axis is not None and axis.kind in ("token", "row", "column")]
    sizes = [shape[dim] for *_, shape in given]
    if len(placed) == 1 and (axis := along[placed[0]]) is not None and axis.kind == "token":
        before, after = sum(sizes[: placed[0]]), sum(sizes[placed[0] + 1 :])
        axes[dim] = Axis("token", axis.before + before, axis.after + after, axis.grid)
    else:
        axes[dim] = Axis("channel") if all(axis is not None and axis.kind in FEATURES for axis in along) else Axis()
    name(result, axes)


def split(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Pieces along an axis, one after the other."""
    dim = argument(args, kwargs, 2, "dim", 0)
    at = 0
    for piece in result:
        name(piece, _cut(own(given), dim, at, piece.shape[dim], given[0][2][dim]))
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


def taken(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """One of an axis."""
    names, dim = list(own(given)), argument(args, kwargs, 1, "dim", 0)
    del names[dim]
    for one in tensors_in(result):
        name(one, names)


def narrowed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    dim, begin = argument(args, kwargs, 1, "dim"), argument(args, kwargs, 2, "start")
    name(result, _cut(own(given), dim, begin, result.shape[dim], given[0][2][dim]))


def indexed(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """x[:, 1:], x[:, 0], x[..., None] and the like."""
    index = args[1] if isinstance(args[1], tuple) else (args[1],)
    names, shape = list(own(given)), list(given[0][2])
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


def unfold(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """(batch, channel, row, column) -> (batch, values of a patch, patch), in reading order; how many each way is not said."""
    name(result, (own(given)[0], Axis("channel"), Axis("token")))
