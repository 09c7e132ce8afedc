"""The composition root: what all routes share, put together once."""

import hashlib
from functools import partial
from weakref import WeakValueDictionary

from ..catalog.catalog import Catalog
from ..catalog.hub.downloads import Downloads
from ..catalog.hub.pretrained import other
from ..catalog.hub.store import store_of
from ..core.settings import Settings
from ..core.worker_pool import WorkerPool
from ..frames.request import Subject
from ..frames.runner import Runner
from ..images import samples
from ..images.decode import decode
from ..images.uploads import PictureStore
from ..interpret.receptive_fields import Fields
from ..interpret.shift_map import ShiftMaps
from .live_queue import live_work


class AppState:
    """What the routes share; lives as `app.state.shared`."""

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self.settings, self.catalog = settings, catalog
        self.pool = WorkerPool(settings.threads, settings.queue_limit, settings.request_deadline_seconds)
        self.runner = Runner(catalog)
        self.live_work = live_work(self.runner)
        self.live_sockets = 0
        self.shift_maps = ShiftMaps(self.runner, self.pool, settings.queue_limit)
        self.downloads = Downloads(settings, store_of(settings), catalog.models_changed)
        self.fields = Fields(self.runner, settings.queue_limit)
        self.pictures = PictureStore(settings.picture_store_bytes)
        self.first_frame: str | None = None
        self._sent: WeakValueDictionary[str, Subject] = WeakValueDictionary()

    def offer_models(self) -> None:
        """List what can be downloaded, and where any model may be, those that have been."""
        if self.settings.downloads == "any":
            there = [offer for name in self.downloads.store.names() if (offer := other(name))]
            self.downloads.others |= {offer.id: offer for offer in there}
        for offer in self.downloads.offers():
            self.catalog.offer(offer.id, offer.listing(), self.downloads)

    def sample(self, name: str) -> Subject:
        """Problem 404 for a name that there is not."""
        return Subject(f"sample:{name}", samples.picture(name))

    def stored(self, id: str) -> Subject:
        """A picture sent to /api/pictures before. Problem 404 where it is forgotten."""
        return Subject(id, self.pictures.get(id))

    def sent(self, data: bytes) -> Subject:
        """The picture in a call's body. Whoever looks at it first decodes it, on a worker, and gets a Problem if it is none.

        One subject for the same bytes, as long as a call holds it: calls that come together decode it once.
        """
        key = hashlib.sha256(data).hexdigest()
        subject = self._sent.get(key)
        if subject is None:
            subject = self._sent[key] = Subject(key, partial(decode, data, self.settings))
        return subject
