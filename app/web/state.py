"""The composition root: what all routes share, put together once."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from functools import partial

from ..catalog.catalog import Catalog
from ..catalog.hub.downloads import Downloads
from ..catalog.hub.pretrained import other
from ..catalog.hub.store import store_of
from ..catalog.own.added import Added
from ..core.settings import Settings
from ..core.worker_pool import Work, WorkerPool
from ..frames.request import Subject, Wanted
from ..frames.runner import Runner
from ..images import samples
from ..images.decode import decode
from ..images.formats.profiles import Profile
from ..images.original import Original
from ..images.uploads import MOST_FILES, Beyond, PictureStore
from ..interpret.receptive_fields import Fields
from ..interpret.shift_map import ShiftMaps
from ..interpret.strongest_pictures import StrongestPictures
from ..interpret.switched_off import SwitchedOff
from ..rooms.rooms import MemoryRooms, Rooms
from .engine import Engine, Here
from .live_queue import live_work
from .readiness import Readiness
from .room_members import Hall


class AppState:
    """What the routes share; lives as `app.state.shared`."""

    def __init__(self, settings: Settings, catalog: Catalog, engine: Callable[["AppState"], Engine] = Here) -> None:
        self.settings, self.catalog = settings, catalog
        self.pool = WorkerPool(settings.threads, settings.queue_limit, settings.request_deadline_seconds)
        self.readiness = Readiness(catalog, self.pool)
        self.runner = Runner(catalog)
        self.switched_off = SwitchedOff(self.runner)
        self.live_work = live_work(self.runner)
        self.own_live_work, self.altered_live_work = live_work(self.runner, slow=True), live_work(self.runner, slow=True)
        self.loading_live_work = live_work(self.runner, slow=True)
        self.live_sockets = 0
        self.shift_maps = ShiftMaps(self.runner, self.pool, settings.queue_limit)
        self.downloads = Downloads(settings, store_of(settings), catalog.models_changed)
        self.fields = Fields(self.runner, settings.queue_limit)
        self.strongest = StrongestPictures(self.fields, settings.data, settings.queue_limit)
        self.pictures = PictureStore(
            lambda data, profile: decode(data, settings, profile),
            settings.picture_store_bytes,
            settings.decoded_pictures_bytes,
            _beyond(settings),
        )
        self.rooms: Rooms = MemoryRooms(settings.rooms)
        if settings.redis_url:
            from ..rooms.redis_rooms import RedisRooms  # late: who has no Redis need not wait for its client

            self.rooms = RedisRooms(settings.redis_url, settings.rooms)
        self.hall = Hall(self.rooms)
        self.added = Added(catalog, settings)
        self.add_secret = secrets.token_urlsafe(9)
        """Of this run of the server: who knows it may add own models (app/web/adding.py)."""
        self.first_frame: str | None = None
        self.engine = engine(self)

    def offer_models(self) -> None:
        """List what can be downloaded, and where any model may be, those that have been."""
        if self.settings.downloads == "any":
            there = [offer for name in self.downloads.store.names() if (offer := other(name))]
            self.downloads.others |= {offer.id: offer for offer in there}
        for offer in self.downloads.offers():
            self.catalog.offer(offer.id, offer.listing(), self.downloads)

    def live_work_of(self, wanted: Wanted) -> Work:
        if any(self.catalog.hosted(name) for name in wanted.models):
            return self.own_live_work
        if not all(map(self.catalog.loaded, wanted.models)):
            return self.loading_live_work
        return self.altered_live_work if wanted.altered else self.live_work

    def sample(self, name: str) -> Subject:
        """Problem 404 for a name that there is not."""
        return Subject(f"sample:{name}", Original(samples.picture(name)))

    async def file(self, id: str) -> bytes:
        """Of a picture sent to /api/pictures before. Problem 404 where it is forgotten. What is kept beyond this process is
        waited for in a thread: it may be slow, or hang."""
        if self.pictures.quick(id):
            return self.pictures.file(id)
        return await asyncio.to_thread(self.pictures.file, id)

    async def stored(self, id: str, profile: Profile = "convert") -> Subject:
        """A picture sent to /api/pictures before. Problem 404 where it is forgotten."""
        await self.file(id)
        return self.named(id, profile)

    def named(self, id: str, profile: Profile = "convert") -> Subject:
        """The same, which is looked for when it is looked at, on a worker: Problem 404 then."""
        return Subject(subject_key(id, profile), partial(self.pictures.get, id, profile), partial(self.pictures.file, id))

    def sent(self, data: bytes, profile: Profile = "convert") -> Subject:
        """The picture in a call's body. Whoever looks at it decodes it, on a worker, and gets a Problem if it is none."""
        name = hashlib.sha256(data).hexdigest()
        return Subject(subject_key(name, profile), partial(self.pictures.decoded, name, data, profile), lambda: data)


def _beyond(settings: Settings) -> Beyond | None:
    if not settings.pictures_redis_url:
        return None
    from ..images.redis_files import RedisFiles  # late, as above

    return RedisFiles(settings.pictures_redis_url, settings.shared_picture_bytes, MOST_FILES, settings.shared_picture_seconds)


def subject_key(id: str, profile: Profile) -> str:
    """What stands for a picture's content: with its colours as stored it is another one."""
    return id if profile == "convert" else f"{id} {profile}"
