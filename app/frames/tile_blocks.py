"""Where the tiles of a model's stages lie in a frame, and how they get there: those of several frames that want the same in
a few operations a group, because a frame of small models costs what its operations are, more than what they work on.

S stages of one form · B frames
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..capture.points import ResolvedPoint
from . import tiles


@dataclass(frozen=True)
class Look:
    """What a frame wants of a model's tiles: the first so many of each stage, cells of their longer side, and "model/point" of
    the stages, None = every one. Details are there only if they are named."""

    tiles: int
    side: int
    stages: frozenset[str] | None

    def wants(self, model: str, point: ResolvedPoint) -> bool:
        return point.stage if self.stages is None else f"{model}/{point.name}" in self.stages


@dataclass(frozen=True)
class Block:
    """The tiles of a group's stages in one frame. `stages`: which of the group; `at`: of the first one's tiles, in bytes from
    the beginning of the model's. `size`: bytes of one stage, its lows, highs and levels, filled up to a multiple of 4."""

    form: ResolvedPoint
    stages: tuple[int, ...]
    count: int
    total: int
    rows: int
    columns: int
    step: int
    at: int

    @property
    def levels(self) -> int:
        return self.count * self.rows * self.columns

    @property
    def size(self) -> int:
        return 8 * self.count + self.levels + -self.levels % 4

    @property
    def end(self) -> int:
        return self.at + len(self.stages) * self.size

    def told(self, at: int) -> list[tuple[int, dict[str, int]]]:
        """(stage, what the header says of its tiles), if the model's tiles begin at `at` of the frame's body."""
        form = {"count": self.count, "total": self.total, "rows": self.rows, "columns": self.columns, "step": self.step}
        return [(s, form | {"at": at + self.at + n * self.size}) for n, s in enumerate(self.stages)]

    def fill(self, moved: np.ndarray, body: np.ndarray) -> None:
        """`moved`: the group's activations (S, B, …); `body`: the model's tiles of each frame, (B, byte)."""
        chosen = moved if len(self.stages) == len(moved) else moved[list(self.stages)]
        whole = tiles.tiles_of(chosen, self.form.axes, self.form.grid, self.form.prefix)[:, :, : self.count]
        small = tiles.reduced(whole, self.step)
        low, high, levels = tiles.quantise(small.reshape(*small.shape[:3], -1))
        mine = body[:, self.at : self.end].reshape(len(body), len(self.stages), self.size)
        ends = 4 * self.count
        for start, part in ((0, low), (ends, high), (2 * ends, levels.reshape(*levels.shape[:2], -1))):
            parts = np.ascontiguousarray(part.swapaxes(0, 1)).view(np.uint8)
            mine[..., start : start + parts.shape[-1]] = parts


def blocks(model: str, groups: Sequence[Sequence[ResolvedPoint]], look: Look) -> list[Block | None]:
    """Of each group; None where none of its stages' tiles are wanted."""
    found: list[Block | None] = []
    at = 0
    for group in groups:
        stages = tuple(s for s, point in enumerate(group) if look.wants(model, point))
        block = _block(group[0], stages, look, at) if stages else None
        at = block.end if block else at
        found.append(block)
    return found


def _block(form: ResolvedPoint, stages: tuple[int, ...], look: Look, at: int) -> Block:
    total, rows, columns = tiles.form(form)
    step = tiles.step(rows, columns, look.side)
    return Block(form, stages, min(look.tiles, total), total, -(-rows // step), -(-columns // step), step, at)


def drawn(found: Sequence[Block | None], held: Sequence[np.ndarray]) -> np.ndarray:
    """The tiles of each frame, (B, byte). `held`: each group's activations (S, B, …)."""
    size = max((block.end for block in found if block), default=0)
    body = np.zeros((held[0].shape[1], size), np.uint8)
    for block, moved in zip(found, held, strict=True):
        if block:
            block.fill(moved, body)
    return body
