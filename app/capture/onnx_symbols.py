"""Operations of PyTorch's that its exporter does not know, in those of ONNX."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.onnx import symbolic_helper

VERSION = 18
"""Of ONNX's set of operations."""


def _resized(graph: Any, x: Any, size: Any, *rest: Any) -> Any:
    """F.interpolate(mode="bilinear", antialias=True) is linear, rows and columns apart: a matrix from the left and one from the
    right. ONNX's own Resize weighs the pixels in another way."""
    before = symbolic_helper._get_tensor_sizes(x)[-2:]
    after = symbolic_helper._maybe_get_const(size, "is")
    rows, columns = (_interpolation(old, new) for old, new in zip(before, after, strict=True))
    tall = graph.op("MatMul", graph.op("Constant", value_t=rows), x)
    return graph.op("MatMul", tall, graph.op("Constant", value_t=columns.T.contiguous()))


def _interpolation(old: int, new: int) -> Tensor:
    """(new, old): what each new row takes of each old one, as torch has it."""
    unit = torch.eye(old)[None, None]
    return F.interpolate(unit, (new, old), mode="bilinear", antialias=True, align_corners=False)[0, 0]


SYMBOLS: dict[str, Callable[..., Any]] = {"aten::_upsample_bilinear2d_aa": _resized}
