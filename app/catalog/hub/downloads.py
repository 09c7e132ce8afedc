"""Downloads of offered models: one a model at a time, shared by everybody, in a thread of their own."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from ...core.errors import Problem
from ...core.sentence import Sentence
from ...core.settings import Settings
from ..checkpoint import CONFIG, LARGEST_CONFIG, WEIGHTS
from .client import Hub, Remote
from .download_job import Job, State
from .errors import DISK_FULL, HubError, disk_error
from .pretrained import OFFERS, Offer, other
from .store import Store
from .verify import check

log = logging.getLogger("mixscope")

REVISION = "main"
SOURCE = "source.json"  # beside the files: where they came from and their hashes
RESERVE = 64 << 20
"""Bytes that a download leaves free on the disk."""

OFF = Sentence("downloads-off", "This server fetches no models for the page. The person who runs it can, with `make fetch`.")
OFFLINE = Sentence(
    "hub-offline",
    "This server does not use the network (HF_HUB_OFFLINE is set), so it fetches no models. The person who runs it can do it "
    "with `make fetch` on a machine with network, and copy the model's folder into MIXSCOPE_MODELS_DIR.",
)
COMING = Sentence("absent-coming", "It is being downloaded. Wait until that is done.")
NOT_YET = Sentence(
    "absent-not-yet",
    "It is not on this server yet. Download it in the list of all models (or POST /api/models/<id>/download).",
)
STOPPED = Sentence("download-stopped", "The server was stopped. Try again: it goes on.")
FAILED = Sentence("download-failed", "Something went wrong on the server. Its log says more. Try again.")


class Downloads:
    """`models_changed(id)` is called from the thread that downloads, once a model is on the store."""

    def __init__(self, settings: Settings, store: Store, models_changed: Callable[[str], object] = str) -> None:
        self.settings, self.store, self.models_changed = settings, store, models_changed
        self.jobs: dict[str, Job] = {}
        self.others: dict[str, Offer] = {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._hub: Hub | None = None
        self._turns: dict[str, asyncio.Lock] = {}
        self._places = asyncio.Semaphore(settings.downloads_at_once)

    def refusal(self) -> Problem | None:
        """Why this server downloads nothing, if so."""
        if self.settings.downloads == "off":
            return Problem(403, "downloads-off", "Downloads are off", OFF)
        return Problem(503, "hub-offline", "No network", OFFLINE) if self.settings.hub_offline else None

    def offer(self, name: str) -> Offer | None:
        """The model of that name that may be asked for here: an offered one, or where the setting says `any`, one of timm's."""
        return OFFERS.get(name) or self.others.get(name) or (other(name) if self.settings.downloads == "any" else None)

    def offers(self) -> list[Offer]:
        """Those of the list, and others that somebody has asked for or that are in the store."""
        return [*OFFERS.values(), *self.others.values()]

    def start(self, offer: Offer) -> Job:
        """The download of `offer`: the one that is running, or a new one. Problem 403 or 503 where none may begin."""
        with self._lock:
            job = self._now(offer)
            if job.active or job.state == "ready":
                return job
            if refusal := self.refusal():
                raise refusal
            if offer.id not in OFFERS:
                self.others[offer.id] = offer
            job = self.jobs[offer.id] = Job(offer)
            job.task = asyncio.run_coroutine_threadsafe(self._run(job), self._running())
            return job

    def cancel(self, offer: Offer) -> Job:
        """Stop the download, if one is running, and throw away what has come of it."""
        with self._lock:
            job = self._now(offer)
            if job.active and job.task:
                job.state = "cancelled"
                job.task.cancel()
            return job

    def of(self, offer: Offer) -> Job:
        """What became of `offer`: its last download, or whether it is there."""
        with self._lock:
            return self._now(offer)

    def remove(self, offer: Offer) -> None:
        """Take a model out of the store, if it is there."""
        with self._lock:  # nobody begins to download it meanwhile, and of two who remove it one comes second
            removed = self.store.remove(offer.id)
        if removed:
            self.models_changed(offer.id)

    def folder(self, name: str) -> Path | None:
        """As shelf.Shelf wants it: where the model is, None while it is not."""
        return self.store.folder(name)

    def absence(self, name: str) -> Sentence:
        """As shelf.Shelf wants it: why the model is not there, and what to do."""
        if refusal := self.refusal():
            return refusal.sentence
        return COMING if (job := self.jobs.get(name)) and job.active else NOT_YET

    def close(self) -> None:
        """Stop everything. What has come stays on the disk, so that the next start goes on with it."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None and self._thread is not None:
            asyncio.run_coroutine_threadsafe(self._finish(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join(10)
            loop.close()

    def _now(self, offer: Offer) -> Job:
        job = self.jobs.get(offer.id)
        if job and job.active:
            return job
        if self.store.folder(offer.id):
            return Job(offer, "ready", offer.bytes, offer.bytes)
        return job if job and job.state != "ready" else Job(offer, "absent")

    def _running(self) -> asyncio.AbstractEventLoop:
        """The loop of the thread that downloads; hashing and writing would hold up the server's own."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="downloads", daemon=True)
            self._thread.start()
        return self._loop

    async def _finish(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        if self._hub is not None:
            await self._hub.close()

    async def _run(self, job: Job) -> None:
        id = job.offer.id
        async with self._turns.setdefault(id, asyncio.Lock()):  # one that was cancelled first cleans up
            try:
                async with self._places:
                    await self._download(job)
            except asyncio.CancelledError:
                if not self._become(job, "failed", HubError(STOPPED)):
                    self.store.discard(id)
                raise
            except HubError as error:
                self._fail(job, error)
            except OSError as error:
                self._fail(job, disk_error(error))
            except Exception:
                log.exception("the download of %s failed", id)
                self._fail(job, HubError(FAILED))

    def _fail(self, job: Job, error: HubError) -> None:
        if error.spoilt:
            self.store.discard(job.offer.id)
        self._become(job, "failed", error)

    def _become(self, job: Job, state: State, error: HubError | None = None) -> bool:
        """False if somebody has cancelled it meanwhile: that stands."""
        with self._lock:
            if job.state == "cancelled":
                return False
            job.error, job.state = error, state
            return True

    async def _download(self, job: Job) -> None:
        id, repo = job.offer.id, job.offer.repo
        self._become(job, "downloading")
        if self._hub is None:
            self._hub = Hub(self.settings.hub, self.settings.hub_patience_seconds)
        config = await self._hub.describe(repo, REVISION, CONFIG)
        files = [config, await self._hub.describe(repo, config.commit, WEIGHTS)]
        folder = self._prepare(id, files)
        job.of, before = sum(file.size for file in files), 0
        for file in files:
            await self._hub.fetch(file, folder / file.file, lambda count, before=before: job.came(before + count))  # type: ignore[misc]
            before += file.size
        self._become(job, "checking")
        await asyncio.to_thread(check, folder, job.offer.architecture)
        self.store.install(id)
        self.models_changed(id)
        self._become(job, "ready")

    def _prepare(self, id: str, files: list[Remote]) -> Path:
        """The folder for `files`, with what is there of exactly these. HubError where there is no room for the rest."""
        folder = self.store.unfinished(id)
        source = json.dumps({"repo": files[0].repo, "files": {file.file: [file.size, file.hash] for file in files}})
        if not (folder / SOURCE).is_file() or (folder / SOURCE).read_text(encoding="utf-8") != source:
            self.store.discard(id)
        have = sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
        self._check_room(files, have)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SOURCE).write_text(source, encoding="utf-8")
        return folder

    def _check_room(self, files: list[Remote], have: int) -> None:
        config, weights = files
        rest = config.size + weights.size - have
        if weights.size > self.settings.model_bytes or config.size > LARGEST_CONFIG:
            says = "The model is larger than this server fetches ({most:.0f} MB, MIXSCOPE_MODEL_BYTES). Choose another one."
            raise HubError(Sentence("download-too-large", says, most=self.settings.model_bytes / 1e6))
        if self.store.used() + rest > self.settings.models_bytes:
            says = "The server holds as many models as it may (MIXSCOPE_MODELS_BYTES). Remove one that nobody needs."
            raise HubError(Sentence("store-full", says))
        if self.store.free() < rest + RESERVE:
            raise HubError(DISK_FULL)
