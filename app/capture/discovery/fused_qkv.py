"""Which parts of a layer that makes queries, keys and values in one are which: seen in what the attention then multiplies.

The names of the layer and its width say nothing. A third of its output counts as the queries only where it is what the product
with the keys takes, or where a norm of the attention takes it first; and likewise the keys and the values.

B batch · N tokens · H heads · K width of a head
"""

from collections.abc import Iterator
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

Part = Literal["q", "k", "v"]
PARTS: tuple[Part, ...] = ("q", "k", "v")
HEADS = ("num_heads", "heads", "n_heads", "num_attention_heads")
PRODUCTS = frozenset({"matmul", "bmm"})


class FusedParts(TorchFunctionMode):
    """`parts = FusedParts(model)`; while it is entered, `before` and `after` tell it of the modules of a pass (recorder.watch).

    Then `parts.seen`: path of an attention -> path of its fused layer, and which of its thirds are known. In thirds: (3, H, K)
    from the outside in, as timm has it.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.seen: dict[str, tuple[str, set[Part]]] = {}
        self._running: dict[str, tuple[str, list[Tensor]]] = {}
        self._layers = {layer: (path, heads) for path, layer, heads in candidates(model)}
        paths = {path for path, _ in self._layers.values()}
        self._norms: dict[str, tuple[str, Part]] = {
            _joined(path, f"{part}_norm"): (path, part) for path in paths for part in PARTS
        }

    def before(self, name: str, inputs: Any) -> None:
        path, part = self._norms.get(name, ("", "q"))
        if path in self._running and inputs:
            self._compare(inputs[0], part, path)

    def after(self, name: str, output: Any) -> None:
        self._running.pop(name, None)
        if name in self._layers and isinstance(output, Tensor) and output.dim() == 3:
            path, heads = self._layers[name]
            B, N, width = output.shape
            parts = output.detach().reshape(B, N, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4)
            self._running[path] = (name, [part.clone() for part in parts])  # each B H N K

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if self._running:
            called = getattr(function, "__name__", "").strip("_")
            if function is F.scaled_dot_product_attention:
                for at, part in enumerate(PARTS):
                    self._compare(args[at] if len(args) > at else kwargs.get(("query", "key", "value")[at]), part)
            elif called in PRODUCTS and len(args) > 1 and all(isinstance(one, Tensor) for one in args[:2]):
                self._compare(args[0], "q")
                self._compare(args[1].transpose(-2, -1) if args[1].dim() > 1 else None, "k")
                self._compare(args[1], "v")
        return function(*args, **kwargs)

    def _compare(self, operand: Any, part: Part, path: str | None = None) -> None:
        """Whether it is this third of a fused layer that runs, but for a factor."""
        if not isinstance(operand, Tensor):
            return
        with torch._C.DisableTorchFunction():
            for attention, (layer, thirds) in list(self._running.items()):
                third = thirds[PARTS.index(part)]
                if path in (None, attention) and _multiple(operand.detach(), third):
                    self.seen.setdefault(attention, (layer, set()))[1].add(part)


def _multiple(operand: Tensor, third: Tensor) -> bool:
    if operand.numel() != third.numel() or operand.shape[-2:] != third.shape[-2:]:
        return False
    operand = operand.reshape(third.shape)
    at = int(third.abs().argmax())
    most = float(third.reshape(-1)[at])
    factor = float(operand.reshape(-1)[at]) / most if most else 0.0
    return factor > 0 and torch.allclose(operand, factor * third, rtol=1e-4, atol=1e-6 * abs(most * factor))


def candidates(model: nn.Module) -> Iterator[tuple[str, str, int]]:
    """Path of a module, of its layer, and its heads, where it may make queries, keys and values in one."""
    for path, module in model.named_modules():
        heads = next((value for key in HEADS if isinstance(value := getattr(module, key, None), int) and value > 0), None)
        if heads is None:
            continue
        for child, layer in module.named_children():
            if "qkv" in child and isinstance(layer, nn.Linear) and layer.out_features % (3 * heads) == 0:
                yield path, _joined(path, child), heads


def _joined(path: str, child: str) -> str:
    return f"{path}.{child}".lstrip(".")
