"""Small random networks of tokens, each made together with what is known about it by construction.

A network is a row of choices, and its name says them: `net_0312…` is a function for MIXSCOPE_MODEL as any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

PATCH = 8

CHOICES: dict[str, tuple[Any, ...]] = {
    "cut": ("convolution", "reshape", "downwards"),
    "width": (12, 16, 64),
    "tokens": ("none", "first", "last"),
    "position": ("none", "added", "in place"),
    "size": ((32, 32), (32, 16)),
    "one": ("attention", "mixer", "parallel", "tuple", "in place", "nested", "turned"),
    "two": ("attention", "mixer", "parallel", "tuple", "in place", "nested", "turned"),
    "times": (1, 2),
    "pool": ("mean", "token"),
}
"""`cut`: how patches become tokens; "downwards", they lie column by column, which is not a picture's order. `width`: 16 is as
many channels as there are patches, both squares. `size`: height and width. `times`: how often the first block runs."""

Order = tuple[str, ...]


class Attention(nn.Module):
    """Two heads, written out."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, count, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, count, 3, 2, width // 2).permute(2, 0, 3, 1, 4)
        shares = (q @ k.transpose(-2, -1) / (width // 2) ** 0.5).softmax(-1)
        return self.out((shares @ v).transpose(1, 2).reshape(batch, count, width))


class TokenMixing(nn.Module):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.over_tokens = nn.Linear(count, count)

    def forward(self, x: Tensor) -> Tensor:
        return self.over_tokens(x.transpose(1, 2)).transpose(1, 2)


class Block(nn.Module):
    """Two residual sums, in the way that `how` says."""

    def __init__(self, how: str, width: int, count: int) -> None:
        super().__init__()
        self.how = how
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mixing = TokenMixing(count) if how == "mixer" else Attention(width)
        self.dense = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x: Tensor) -> Any:
        if self.how == "turned":  # (batch, channel, token) goes in and out
            x = x.transpose(1, 2)
        if self.how == "parallel":
            return x + self.mixing(self.norm1(x)) + self.dense(self.norm2(x))
        if self.how == "in place":
            x += self.mixing(self.norm1(x))
            x += self.dense(self.norm2(x))
            return x
        x = x + self.mixing(self.norm1(x))
        x = x + self.dense(self.norm2(x))
        if self.how == "turned":
            return x.transpose(1, 2).contiguous()
        return (x, x.mean()) if self.how == "tuple" else x


@dataclass(frozen=True)
class Known:
    """What holds of a network, whatever is found. `orders`: path of a block -> the axes of what it returns."""

    orders: dict[str, Order]
    runs: tuple[str, ...]
    count: int
    prefix: int
    grid: tuple[int, int]
    in_order: bool


class Network(nn.Module):
    def __init__(self, chosen: dict[str, Any]) -> None:
        super().__init__()
        self.chosen, width = chosen, chosen["width"]
        rows, columns = (side // PATCH for side in chosen["size"])
        extra = int(chosen["tokens"] != "none")
        count = rows * columns + extra
        if chosen["cut"] == "convolution":
            self.cut: nn.Module = nn.Conv2d(3, width, PATCH, PATCH)
        else:
            self.cut = nn.Linear(3 * PATCH**2, width)
        self.token = nn.Parameter(torch.randn(1, 1, width)) if extra else None
        self.position = nn.Parameter(torch.randn(1, count, width)) if chosen["position"] != "none" else None
        blocks = {}
        for name in ("one", "two"):
            block = Block(chosen[name], width, count)
            blocks[name] = nn.Sequential(block, Block("attention", width, count)) if chosen[name] == "nested" else block
        self.blocks = nn.ModuleDict(blocks)
        self.norm, self.answer = nn.LayerNorm(width), nn.Linear(width, 5)
        runs = ("one",) * chosen["times"] + ("two",)
        turned = {name: chosen[name] == "turned" for name in ("one", "two")}
        orders = {f"blocks.{name}": ("channel", "token") if turned[name] else ("token", "channel") for name in turned}
        self.known = Known(
            orders, tuple(f"blocks.{name}" for name in runs), count, int(chosen["tokens"] == "first"), (rows, columns),
            chosen["cut"] != "downwards",
        )  # fmt: skip

    def patches(self, x: Tensor) -> Tensor:
        if self.chosen["cut"] == "convolution":
            return self.cut(x).flatten(2).transpose(1, 2)
        rows, columns = self.known.grid
        cells = x.reshape(len(x), 3, rows, PATCH, columns, PATCH)
        order = (0, 2, 4, 1, 3, 5) if self.chosen["cut"] == "reshape" else (0, 4, 2, 1, 3, 5)
        return self.cut(cells.permute(order).reshape(len(x), rows * columns, -1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x)
        if self.token is not None:
            token = self.token.expand(len(x), -1, -1)
            x = torch.cat((token, x) if self.chosen["tokens"] == "first" else (x, token), 1)
        if self.position is not None and self.chosen["position"] == "in place":
            x += self.position
        elif self.position is not None:
            x = x + self.position
        for name in ("one",) * self.chosen["times"] + ("two",):
            turned = self.chosen[name] == "turned"
            x = self.blocks[name](x.transpose(1, 2) if turned else x)
            x = x[0] if isinstance(x, tuple) else x
            x = x.transpose(1, 2) if turned else x
        x = self.norm(x)
        kept = {"first": 0, "last": -1}.get(self.chosen["tokens"]) if self.chosen["pool"] == "token" else None
        return self.answer(x.mean(1) if kept is None else x[:, kept])


def name_of(places: tuple[int, ...]) -> str:
    """`places`: of each of CHOICES, which one."""
    return "net_" + "".join(map(str, places))


def build(name: str) -> tuple[Network, dict[str, Any]]:
    places = map(int, name.removeprefix("net_"))
    chosen = {key: values[place] for (key, values), place in zip(CHOICES.items(), places, strict=True)}
    torch.manual_seed(0)
    height, width = chosen["size"]
    return Network(chosen).eval(), {"input": {"width": width, "height": height, "channels": 3, "mean": 0.5, "std": 0.5}}


def __getattr__(name: str) -> Callable[[], Any]:
    if not name.startswith("net_"):
        raise AttributeError(name)
    return lambda: build(name)
