"""One entry of an attention matrix, taken apart: the query, the keys, their dot products, the softmax, and the value.

H heads · N tokens (prefix tokens first) · K width of a head
"""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .mixing_matrices import UNREADABLE, own_attention, split
from .mixing_queries import within
from .stage import Stage

AGREES = 1e-5
"""By how much a recomputed weight may differ from the recorded one: both are float32."""


@dataclass(frozen=True)
class Entry:
    """Head `head` of one block at one picture, for one query and one key.

    `query`, `key`, `value`: vectors of the head, after its query and key norms where the layer has them.
    `dots`: q · k_j for every key j, before scaling. `scale`: what they are multiplied with, 1/√K.
    `weights`: the recorded attention of this query, after the softmax. `output`: Σ_j weight_j v_j, before W_O.
    """

    query: Float[Tensor, " K"]
    key: Float[Tensor, " K"]
    value: Float[Tensor, " K"]
    dots: Float[Tensor, " N"]
    scale: float
    weights: Float[Tensor, " N"]
    output: Float[Tensor, " K"]

    def wire(self) -> dict[str, Any]:
        lists = ("query", "key", "value", "dots", "weights", "output")
        return {name: getattr(self, name).tolist() for name in lists} | {"scale": self.scale}


def entry(stage: Stage, x: Tensor, head: int, query: int, key: int) -> Entry:
    """Recomputed from the weights and checked against the recording. NoAnswer where the layer does something else as well."""
    recorded = own_attention(stage, x)  # H N N
    within(head, len(recorded), stage.point, "head")
    for token, count in zip((query, key), recorded.shape[1:], strict=True):
        within(token, count, stage.point, "token")
    layer, received = stage.module, stage.received(x)[0]
    if received.dim() != 2 or len(received) != recorded.shape[2]:
        raise NoAnswer(UNREADABLE)
    q, k, v = vectors(layer, received, head)
    scale = float(getattr(layer, "scale", q.shape[-1] ** -0.5))
    dots = k @ q[query]
    weights = recorded[head, query]
    if not torch.allclose(torch.softmax(scale * dots, -1), weights, atol=AGREES):
        raise NoAnswer(
            Sentence(
                "entry-not-softmax",
                "This layer's attention is not the softmax of scaled dot products alone (a position bias or a mask "
                "is added), so its arithmetic is not shown.",
            )
        )
    return Entry(q[query], k[key], v[key], dots, scale, weights, weights @ v)


def vectors(
    layer: nn.Module, received: Float[Tensor, "N D"], head: int
) -> tuple[Float[Tensor, "N K"], Float[Tensor, "N K"], Float[Tensor, "N K"]]:
    """q, k, v of one head, from what the layer receives."""
    weights = split(layer)
    q, k, v = (received @ weight[head].T + bias[head] for weight, bias in zip(weights[:3], weights[4], strict=True))
    norms = (getattr(layer, name, None) or nn.Identity() for name in ("q_norm", "k_norm"))
    q, k = (norm(part) for norm, part in zip(norms, (q, k), strict=True))
    return q, k, v
