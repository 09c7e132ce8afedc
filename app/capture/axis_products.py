"""Operations that make new values: value by value, along an axis, or out of all of it."""

from collections.abc import Callable
from typing import Any

from .axis_given import Given, argument, blank, own
from .axis_names import FEATURES, Axis, Names, name, tensors_in, together


def elementwise(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    name(result, together(result.shape, [(names, shape) for _, names, shape in given]))


def same(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Each value stays where it is, however it is changed."""
    if tuple(result.shape) != given[0][2]:
        raise ValueError("another shape")
    name(result, given[0][1])


def norm(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """A layer's norm acts on the last axis: where nothing is known, that is the channels."""
    names, sides = given[0][1], argument(args, kwargs, 1, "normalized_shape", ())
    if len(sides) == 1:
        names = _with_last(names or blank(result), lambda axis: axis if axis.kind else Axis("channel"))
    name(result, names)


def _with_last(names: Names, change: Callable[[Axis], Axis]) -> Names:
    return (*names[:-1], change(names[-1]))


def _produced(axis: Axis) -> Axis:
    """What a layer makes that sums over all of an axis."""
    if axis.kind == "unit":
        return Axis("unit")
    return Axis("channel") if axis.kind in FEATURES or not axis.kind else Axis("mixed")


def linear(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    names = given[0][1] or blank(result)
    whole = result.dim() == 2 and names[-1].kind not in FEATURES  # one row for each picture
    name(result, _with_last(names, lambda axis: Axis("unit") if whole else _produced(axis)))


def convolution(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """(batch, channel, …): the channels are made anew, the places stay places."""
    names = given[0][1] or blank(result)
    stay = result.dim() == 4 or tuple(result.shape[2:]) == given[0][2][2:]
    name(result, (names[0], _produced(names[1]), *(names[2:] if stay else (Axis() for _ in names[2:]))))


def pooling(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """What is pooled to one value has no places any more."""
    result = result[0] if isinstance(result, tuple) else result
    names = own(given)
    if any(axis.kind == "token" and size != old for axis, size, old in zip(names, result.shape, given[0][2], strict=True)):
        raise ValueError("tokens that are pooled are not followed")
    gone = [size == 1 < old for size, old in zip(result.shape, given[0][2], strict=True)]
    name(result, (Axis("one") if one else axis for axis, one in zip(names, gone, strict=True)))


def product(result: Any, args: Any, kwargs: Any, given: Given) -> None:
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


def einsum(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    inputs, _, output = args[0].replace(" ", "").partition("->")
    known: dict[str, Axis] = {}
    for letters, (_, names, _) in zip(inputs.split(","), given, strict=True):
        if names is not None:
            for letter, axis in zip(letters, names, strict=True):
                known.setdefault(letter, axis)
    name(result, (known.get(letter, Axis()) for letter in output))


def attention(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """Queries ask, values are what they get."""
    names, last = own(given), given[2][1]
    name(result, _with_last(names, lambda axis: last[-1] if last is not None else Axis()))


def layer(result: Any, args: Any, kwargs: Any, given: Given) -> None:
    """torch's attention in one function: the first thing it gives has the form of its queries."""
    names = own(given)
    first, *rest = tensors_in(result)
    for one in rest:
        name(one, None)
    name(first, _with_last(names, _produced))
