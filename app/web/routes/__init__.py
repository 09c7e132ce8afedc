"""The calls, one endpoint family a file: parse, ask, encode; what a call answers as JSON is declared beside it."""

from . import (
    activations,
    blocks,
    lineage,
    mixing,
    models,
    pairs,
    pictures,
    probes,
    reading,
    receptive_fields,
    residual,
    rooms,
    scenes,
    studies,
    why,
    why_checks,
)

ROUTERS = (
    probes.router,
    models.router,
    pictures.router,
    activations.router,
    mixing.router,
    receptive_fields.router,
    residual.router,
    blocks.router,
    reading.router,
    why.router,
    why_checks.router,
    lineage.router,
    rooms.router,
    scenes.router,
    pairs.router,
    studies.router,
)
