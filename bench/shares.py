"""What an exact mixing share from the picture costs: rows of a Jacobian together, and by copies, in the same sitting."""

import torch

from app.analysis import mixing
from app.catalog.loaded_model import LoadedModel
from app.interpret.mixing_shares import Ask, chosen, input_row
from app.interpret.stage import Stage
from models.registry import MODELS, load

from .capture import interleaved
from .table import Row

ASKED = (
    ("digits-mlp", "act2", None),
    ("digits-cnn", "act5", 0.6),
    ("digits-cnn", "act6", 0.6),
    ("digits-vit", "blocks.5", None),
    ("digits-mixer", "blocks.5", None),
)
"""Model, point, and the most that its rows together may take of the copies' time."""

CHUNK = 64
"""Of the copies, as it was."""
MOST = 100.0


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    return [row for name, point, most in ASKED for row in of_stage(name, point, most)]


def of_stage(name: str, point: str, most: float | None) -> list[Row]:
    loaded = LoadedModel.of(name, MODELS[name], load(name), [])
    found = loaded.point(point)
    stage = Stage(loaded.recorder, loaded.around(found), found)
    form = loaded.entry.input
    x = torch.randn(1, form.channels, form.height, form.width, generator=torch.Generator().manual_seed(0))
    query = None if found.grid is None else found.prefix + found.grid[0] * found.grid[1] // 2
    function = chosen(stage.recorder.segment(x, None, stage.target), found.raw, query)
    assert Ask(unwatched, stage.upto(x), stage.features).exact
    whole, together, copies = interleaved(
        lambda: input_row(stage, x, query, 1, unwatched),
        lambda: mixing.jacobian_energy(function, x),
        lambda: mixing.energy_by_copies(function, x, CHUNK),
        rounds=11,
        warm=2,
    )
    title = f"{name}, {found.title}: share from the picture"
    return [
        Row(title, whole, "ms", MOST),
        Row(f"{title}, rows together / by copies", together / copies, "x", most, f"{copies:.0f} ms by copies"),
    ]


def unwatched(done: int, of: int) -> None:
    """Nobody watches the progress."""
