"""A replica of the models whose passes are waited for, apart from waiting.py because Ray imports it by its name."""

from app.cluster.on_ray import Models
from app.core.settings import Settings

from .waiting import waits


class WaitingModels(Models):
    async def __init__(self, settings: Settings) -> None:  # type: ignore[misc]
        await super().__init__(settings)
        waits(self._side.shared)
