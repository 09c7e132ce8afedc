"""Which parts of a layer that makes queries, keys and values in one are which: seen in what the attention then multiplies.

The names of the layer and its width say nothing. A third of its output counts as the queries only where it is what the product
with the keys takes, or where a norm of the attention takes it first; and likewise the keys and the values.

B batch · N tokens · H heads · K width of a head
"""

from collections.abc import Iterator
from contextlib import contextmanager
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
    """`with parts.watching(model), parts: model(x)`; then `parts.seen`: path of an attention -> path of its fused layer, and
    which of its thirds are known. In thirds: (3, H, K) from the outside in, as timm has it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, tuple[str, set[Part]]] = {}
        self._running: dict[str, tuple[str, list[Tensor]]] = {}

    @contextmanager
    def watching(self, model: nn.Module) -> Iterator[None]:
        handles = []
        try:
            for path, module, child, layer, heads in candidates(model):
                handles.append(layer.register_forward_hook(self._begun(path, f"{path}.{child}".lstrip("."), heads)))
                handles.append(module.register_forward_hook(self._ended(path)))
                for part in ("q", "k"):
                    norm = getattr(module, f"{part}_norm", None)
                    if isinstance(norm, nn.Module):
                        handles.append(norm.register_forward_pre_hook(self._normed(path, part)))
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _begun(self, path: str, layer: str, heads: int) -> Any:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, Tensor) and output.dim() == 3:
                B, N, width = output.shape
                parts = output.detach().reshape(B, N, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4)
                self._running[path] = (layer, [part.clone() for part in parts])  # each B H N K

        return hook

    def _ended(self, path: str) -> Any:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            self._running.pop(path, None)

        return hook

    def _normed(self, path: str, part: Part | str) -> Any:
        return lambda module, inputs: self._compare(inputs[0], part, path) if inputs else None

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if self._running:
            called = getattr(function, "__name__", "").strip("_")
            if function is F.scaled_dot_product_attention:
                for part, key, at in (("q", "query", 0), ("k", "key", 1), ("v", "value", 2)):
                    self._compare(args[at] if len(args) > at else kwargs.get(key), part)
            elif called in PRODUCTS and len(args) > 1 and all(isinstance(one, Tensor) for one in args[:2]):
                self._compare(args[0], "q")
                self._compare(args[1].transpose(-2, -1) if args[1].dim() > 1 else None, "k")
                self._compare(args[1], "v")
        return function(*args, **kwargs)

    def _compare(self, operand: Any, part: Part | str, path: str | None = None) -> None:
        """Whether it is this third of a fused layer that runs, but for a factor."""
        if not isinstance(operand, Tensor):
            return
        with torch._C.DisableTorchFunction():
            for attention, (layer, thirds) in list(self._running.items()):
                third = thirds["qkv".index(part)]
                if path in (None, attention) and _multiple(operand.detach(), third):
                    self.seen.setdefault(attention, (layer, set()))[1].add(part)  # type: ignore[arg-type]


def _multiple(operand: Tensor, third: Tensor) -> bool:
    if operand.numel() != third.numel() or operand.shape[-2:] != third.shape[-2:]:
        return False
    operand = operand.reshape(third.shape)
    at = int(third.abs().argmax())
    most = float(third.reshape(-1)[at])
    factor = float(operand.reshape(-1)[at]) / most if most else 0.0
    return factor > 0 and torch.allclose(operand, factor * third, rtol=1e-4, atol=1e-6 * abs(most * factor))


def candidates(model: nn.Module) -> Iterator[tuple[str, nn.Module, str, nn.Linear, int]]:
    """(path, module, name of its layer, the layer, heads) of what may hold queries, keys and values in one."""
    for path, module in model.named_modules():
        heads = next((value for key in HEADS if isinstance(value := getattr(module, key, None), int) and value > 0), None)
        if heads is None:
            continue
        for child, layer in module.named_children():
            if "qkv" in child and isinstance(layer, nn.Linear) and layer.out_features % (3 * heads) == 0:
                yield path, module, child, layer, heads
