"""Attention weights where the softmax is no module: the function calls of a pass, seen as they happen.

torch's fused attention never holds the weights, so while somebody looks it is computed step by step instead: the same numbers
to rounding (about 1e-6), and rows that sum to 1.

B batch · H heads · Q queries · N keys · K width of a head
"""

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

SOFTMAX = {torch.softmax, Tensor.softmax, F.softmax, torch.special.softmax}


class Softmaxes(TorchFunctionMode):
    """While it is entered, `seen(weights, values)` is called for each softmax over a tensor's last axis, if `wanted()` says so.

    `values` is what fused attention multiplies them with, None for a plain softmax.
    """

    def __init__(self, wanted: Callable[[], bool], seen: Callable[[Tensor, Tensor | None], None]) -> None:
        super().__init__()
        self._wanted, self._seen = wanted, seen

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if func is F.scaled_dot_product_attention and self._wanted():
            output, weights = explicit_attention(*args, **kwargs)
            self._seen(weights, args[2] if len(args) > 2 else kwargs["value"])
            return output
        if func is F.multi_head_attention_forward and self._wanted():
            return self._multi_head(args, kwargs)
        result = func(*args, **kwargs)
        if func in SOFTMAX and _last_axis(result, args, kwargs) and self._wanted():
            self._seen(result, None)
        return result

    def _multi_head(self, args: Any, kwargs: Any) -> Any:
        """torch's nn.MultiheadAttention does all in one function, which hands the weights out if it is asked to."""
        asked = kwargs.get("need_weights", True)
        averaged = kwargs.get("average_attn_weights", True)
        output, weights = F.multi_head_attention_forward(
            *args, **kwargs | {"need_weights": True, "average_attn_weights": False}
        )
        assert weights is not None
        self._seen(weights if weights.dim() == 4 else weights[None], None)  # B H Q N
        given = weights.mean(-3) if averaged else weights
        return output, given if asked else None


def _last_axis(result: Tensor, args: Any, kwargs: Any) -> bool:
    axis = kwargs["dim"] if "dim" in kwargs else args[1] if len(args) > 1 else -1
    return axis in (-1, result.dim() - 1)


def explicit_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> tuple[Tensor, Tensor]:
    """What F.scaled_dot_product_attention computes (without dropout), and the weights (…, Q, N). q, k, v: (…, H, Q or N, K)."""
    if enable_gqa:
        key, value = (each.repeat_interleave(query.shape[-3] // each.shape[-3], -3) for each in (key, value))
    scores = (query * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)) @ key.transpose(-2, -1)
    if is_causal:
        attn_mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
    if attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, -math.inf) if attn_mask.dtype == torch.bool else scores + attn_mask
    weights = scores.softmax(-1)
    return weights @ value, weights
