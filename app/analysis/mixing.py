"""Who mixes with whom: one measure for every family.

For y = f(x) with output positions i and input positions j, the block Jacobian is J_ij = ∂y_i/∂x_j (outputs of
position i by features of position j). Its **energy** is E_ij = ‖J_ij‖_F², and the **mixing share** is
a_ij = √E_ij / Σ_k √E_ik: without unit, not negative, each row sums to 1. Energies add when cells are merged, so: merge
energies first, then take shares.

For one attention head with its pattern held fixed the share is the attention row, for a linear token mixer |A_ij| of
its row, for a convolution the norm of the kernel per offset, for a dense layer the norm of each pixel's weights.

N positions · D features · H heads · K width of a head · S hidden units of a token-mixing MLP · C channels
"""

import math
from collections.abc import Callable
from threading import Lock
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch._C import _functorch

functorch: Any = _functorch
"""torch.func has no public way to refuse the fallback of vmap."""


def share(energy: Float[Tensor, "... N"]) -> Float[Tensor, "... N"]:
    """Energies -> mixing shares. A row without energy (a dead unit) is NaN: it has no share to show."""
    amplitude = energy.clamp(min=0).sqrt()
    return amplitude / amplitude.sum(-1, keepdim=True)


def jacobian_energy(
    function: Callable[[Float[Tensor, "B ..."]], Float[Tensor, "B outputs"]],
    x: Float[Tensor, "1 ..."],
    chunk: int = 32,
    between: Callable[[int, int], None] = lambda done, of: None,
) -> Float[Tensor, "..."]:
    """Σ over outputs of (∂output/∂x)², exactly: the energy of every input element.

    One forward pass, and `chunk` rows of the Jacobian by each backward pass, which carries them along as one batch; none for
    outputs that a ReLU has cut off.
    `between(done, of)` is called before each and may raise to stop the work. Where a model's own backward pass takes one row
    only, `energy_by_copies`.
    """
    start = x.detach().clone().requires_grad_()  # what was recorded may come out of inference mode; its clone has a gradient
    with torch.enable_grad():
        outputs = function(start)
    back = _backwards(outputs, start)
    alive = _with_slope(outputs.detach(), back)
    energy = torch.zeros_like(x[0])
    for first in range(0, len(alive), chunk):
        between(first, len(alive))
        rows = alive[first : first + chunk]
        directions = outputs.new_zeros(len(rows), 1, outputs.shape[1])
        directions[torch.arange(len(rows)), 0, rows] = 1
        try:
            with _together_or_not_at_all:
                energy += torch.vmap(back)(directions)[:, 0].square().sum(0)
        except RuntimeError:
            return energy_by_copies(function, x, chunk, between)
    return energy


class _Refusing:
    """Inside, an operation that cannot take a batch of rows, as fused attention's backward pass, raises RuntimeError instead of
    taking one row after the other. The switch is the whole process's: whoever leaves last turns it back."""

    def __init__(self) -> None:
        self._inside = 0
        self._change = Lock()

    def __enter__(self) -> None:
        with self._change:
            self._inside += 1
            functorch._set_vmap_fallback_enabled(False)

    def __exit__(self, *error: object) -> None:
        with self._change:
            self._inside -= 1
            functorch._set_vmap_fallback_enabled(self._inside == 0)


_together_or_not_at_all = _Refusing()


def energy_by_copies(
    function: Callable[[Float[Tensor, "B ..."]], Float[Tensor, "B outputs"]],
    x: Float[Tensor, "1 ..."],
    chunk: int,
    between: Callable[[int, int], None] = lambda done, of: None,
) -> Float[Tensor, "..."]:
    """`jacobian_energy` of a `function` that treats the items of a batch independently: one pass forwards and backwards over
    `chunk` copies of x for as many rows. Two to three times as long."""
    base = x.detach().clone()
    outputs = function(base).shape[1]
    energy = torch.zeros_like(base[0])
    for start in range(0, outputs, chunk):
        between(start, outputs)
        rows = torch.arange(start, min(start + chunk, outputs))
        copies = base.expand(len(rows), *base.shape[1:]).clone().requires_grad_()
        with torch.enable_grad():
            chosen = function(copies)[torch.arange(len(rows)), rows]
            (gradient,) = torch.autograd.grad(chosen.sum(), copies)
        energy += gradient.square().sum(0)
    return energy


def estimated_energy(
    function: Callable[[Float[Tensor, "1 ..."]], Float[Tensor, "1 outputs"]],
    x: Float[Tensor, "1 ..."],
    probes: int,
    between: Callable[[int], None] = lambda done: None,
) -> tuple[Float[Tensor, "..."], Float[Tensor, "..."]]:
    """The same by Hutchinson's probes: E = mean over random signs v of (v·J)², unbiased for any merging of the inputs.

    One forward pass, then a backward pass for each of the `probes`, an even number. Returns the sums over the even and over the
    odd ones: two independent estimates, whose difference says how far off both are. The signs are the same at every call.
    `between(done)` is called before each probe and may raise to stop the work.
    """
    start = x.detach().clone().requires_grad_()
    with torch.enable_grad():
        outputs = function(start)
    back = _backwards(outputs, start)
    signs = torch.Generator().manual_seed(0)
    halves = torch.zeros_like(x[0]), torch.zeros_like(x[0])
    for done in range(probes):
        between(done)
        v = torch.randint(0, 2, outputs.shape, generator=signs).to(outputs) * 2 - 1
        halves[done % 2].add_(back(v)[0].square())
    return halves


def _with_slope(outputs: Float[Tensor, "1 outputs"], back: Callable[[Tensor], Tensor]) -> Int[Tensor, " rows"]:
    """Which rows are to be computed: all but those whose output is 0, where none of these has a slope. Their sum with random
    weights says so: it is 0 everywhere only where each of them is."""
    silent = outputs[0] == 0
    weights = torch.randn(outputs.shape, generator=torch.Generator().manual_seed(0)).to(outputs)
    if silent.any() and not back(weights * silent).any():
        return (~silent).nonzero()[:, 0]
    return torch.arange(outputs.shape[1])


class _Seed(torch.autograd.Function):
    """Outputs -> 0, and back the direction that is in `held`: where a direction is handed to torch.autograd.grad instead, that
    imports sympy, which takes 40 MB and a second or two."""

    @staticmethod
    def forward(context: Any, outputs: Tensor, held: list[Tensor]) -> Tensor:
        context.held = held
        return outputs.new_zeros(())

    @staticmethod
    def backward(context: Any, *slopes: Tensor) -> tuple[Tensor, None]:
        return context.held.pop(), None


def _backwards(outputs: Float[Tensor, "1 outputs"], start: Tensor) -> Callable[[Float[Tensor, "1 outputs"]], Tensor]:
    """direction -> direction · ∂outputs/∂start, again and again."""
    held: list[Tensor] = []
    with torch.enable_grad():
        seed: Tensor = _Seed.apply(outputs, held)

    def back(direction: Tensor) -> Tensor:
        held.append(direction)
        gradient: Tensor = torch.autograd.grad(seed, start, retain_graph=True)[0]
        return gradient

    return back


def total_variation(one: Float[Tensor, "..."], other: Float[Tensor, "..."]) -> float:
    """Half the sum of the differences of two shares: 0 the same, 1 nothing in common."""
    return float((one - other).abs().sum() / 2)


def merge(energy: Float[Tensor, "rows columns"], cells: int) -> Float[Tensor, "down across"]:
    """Energies of pixels -> of rows / cells by columns / cells: the sum over each cell of cells x cells pixels."""
    rows, columns = energy.shape
    if rows % cells or columns % cells:
        raise ValueError(f"{rows} x {columns} pixels do not divide into cells of {cells} x {cells}")
    return energy.reshape(rows // cells, cells, columns // cells, cells).sum((1, 3))


# Closed forms, all rows at once. Each equals jacobian_energy to rounding; the tests hold them to it.


def frozen_attention_energy(
    attention: Float[Tensor, "H N N"], value: Float[Tensor, "H K D"], output: Float[Tensor, "H D K"]
) -> Float[Tensor, "N N"]:
    """Attention with its pattern held fixed; `value` is W_V, `output` W_O.

    J_ij = Σ_h α^h_ij M_h with M_h = W_O^h W_V^h, so E_ij = α_ij^T G α_ij with G_hg = ⟨M_h, M_g⟩_F.
    """
    moved = output @ value  # H D D
    gram = torch.einsum("hab,gab->hg", moved, moved)
    return torch.einsum("hij,hg,gij->ij", attention, gram, attention)


def token_mlp_kernels(
    first: Float[Tensor, "S N"], second: Float[Tensor, "N S"], slope: Float[Tensor, "C S"]
) -> Float[Tensor, "C N N"]:
    """A token-mixing MLP at one picture: K^c = W2 diag(σ′(W1 x_c + b1)) W1, the Jacobian of channel c. `slope` is σ′."""
    return torch.einsum("is,cs,sj->cij", second, slope, first)


def gelu_slope(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """The derivative of the exact GELU x·Φ(x): Φ(x) + x·φ(x)."""
    return 0.5 * (1 + torch.erf(x / math.sqrt(2))) + x * torch.exp(-x.square() / 2) / math.sqrt(2 * math.pi)


# Summaries of a share, the same formula for all families.


def effective_sources(shares: Float[Tensor, "... N"]) -> Float[Tensor, "..."]:
    """exp of the entropy of each row: 1 for a spike, N for a uniform row."""
    entropy: Tensor = torch.special.entr(shares).sum(-1)
    return entropy.exp()
