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
    scenes,
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
    lineage.router,
    scenes.router,
    pairs.router,
)
