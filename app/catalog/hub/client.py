"""One file of one repository, from the Hugging Face hub's public HTTP interface to the disk: whole and checked, or not at all.

httpx and not huggingface_hub's own download, because that one cannot be stopped between two chunks (it sleeps and retries in
its thread, or works inside a compiled library), does not hash what it received, and has no limit on a server that trickles.
The interface is small: `HEAD /{repo}/resolve/{revision}/{file}` names size and hash (X-Linked-Size, X-Linked-Etag: the SHA-256
of a large file; ETag: the git hash of a small one), `GET` of the same address redirects to the bytes, and takes ranges.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import httpx

from ...core.sentence import Sentence
from . import errors
from .errors import HubError

SLOWEST = 1024
"""Bytes a second below which a connection is given up."""

INTERRUPTIONS = 8
"""How often a file may break off before we stop trying; each time it goes on where it was."""

PAUSE = 0.5
"""Seconds before going on after an interruption, doubled each time."""

REDIRECTS = 5
HEADERS = {"User-Agent": "mixscope", "Accept-Encoding": "identity"}  # sizes and ranges are those of the file itself

TOLD = ("x-repo-commit", "x-linked-size", "x-linked-etag")  # by the first answer, perhaps not by where it redirects
NETWORK_GONE = (httpx.TransportError, TimeoutError)


@dataclass(frozen=True)
class Remote:
    """A file on the hub. `hash`: SHA-256 (64 hex digits) or git's SHA-1 of a blob (40). `commit`: the revision's, if told."""

    repo: str
    commit: str
    file: str
    size: int
    hash: str


class Hub:
    """`endpoint`: the hub's address. `patience`: seconds of silence after which it is given up, see SLOWEST, too."""

    def __init__(self, endpoint: str, patience: float) -> None:
        self.endpoint, self.patience = endpoint.rstrip("/"), patience
        self.client = httpx.AsyncClient(headers=HEADERS, timeout=httpx.Timeout(patience, connect=min(10, patience)))

    async def close(self) -> None:
        await self.client.aclose()

    async def describe(self, repo: str, revision: str, file: str) -> Remote:
        """Size and hash of a file, nothing of it is transferred. Raises HubError."""
        for attempt in range(3):
            try:
                return await self._describe(repo, revision, file)
            except HubError as error:
                if not error.passing or attempt == 2:
                    raise
            await asyncio.sleep(PAUSE * 2**attempt)
        raise AssertionError("unreachable")

    async def _describe(self, repo: str, revision: str, file: str) -> Remote:
        request = self.client.build_request("HEAD", f"{self.endpoint}/{repo}/resolve/{revision}/{file}")
        async with self._answer(request, only_here=True) as response:
            headers = response.headers
        size = headers.get("x-linked-size") or ("" if response.is_redirect else headers.get("content-length", ""))
        hash = (headers.get("x-linked-etag") or headers.get("etag") or "").removeprefix("W/").strip('"').lower()
        if not size.isdecimal() or len(hash) not in (40, 64) or not all(digit in "0123456789abcdef" for digit in hash):
            says = (
                "The hub does not say how large {file} is and which hash it has, so it could not be checked. "
                "Something else may be answering in the hub's place: look at the setting MIXSCOPE_HUB and at proxies."
            )
            raise HubError(Sentence("hub-uncheckable", says, file=file))
        return Remote(repo, headers.get("x-repo-commit") or revision, file, int(size), hash)

    async def fetch(self, remote: Remote, path: Path, on_bytes: Callable[[int], None]) -> None:
        """Bring `remote` to `path`; what is there already is taken as its beginning. `on_bytes(bytes there)` after each piece.

        Raises HubError; then what has come so far stays for the next time, unless it is known to be wrong.
        """
        for interruption in range(INTERRUPTIONS + 1):
            try:
                await self._stream(remote, path, on_bytes)
                _check(remote, path)
                return
            except HubError as error:
                if error.spoilt:
                    path.unlink(missing_ok=True)
                if not error.passing or interruption == INTERRUPTIONS:
                    raise
            await asyncio.sleep(min(8, PAUSE * 2**interruption))

    async def _stream(self, remote: Remote, path: Path, on_bytes: Callable[[int], None]) -> None:
        have = path.stat().st_size if path.exists() else 0
        if have == remote.size:
            on_bytes(have)
            return
        if have > remote.size:
            path.unlink()
            have = 0
        request = self.client.build_request("GET", f"{self.endpoint}/{remote.repo}/resolve/{remote.commit}/{remote.file}")
        if have:
            request.headers["Range"] = f"bytes={have}-"
        async with self._answer(request) as response:
            if response.headers.get("content-type", "").startswith("text/html"):
                raise errors.page(remote.file)
            goes_on = response.headers.get("content-range", "").startswith(f"bytes {have}-")
            if response.status_code != HTTPStatus.PARTIAL_CONTENT or not goes_on:
                have = 0  # the whole file again
            with _disk(), path.open("ab" if have else "wb") as file:
                await self._copy(response, remote, file, have, on_bytes)

    async def _copy(
        self, response: httpx.Response, remote: Remote, file: BinaryIO, have: int, on_bytes: Callable[[int], None]
    ) -> None:
        on_bytes(have)
        loop = asyncio.get_running_loop()
        mark, end = have, loop.time() + self.patience
        pieces = response.aiter_bytes()
        while True:
            async with asyncio.timeout_at(end):
                piece = await anext(pieces, b"")
            if not piece:
                break
            have += len(piece)
            if have > remote.size:
                says = "The hub sends more of {file} than it announced. Try again later."
                raise HubError(Sentence("hub-too-much", says, file=remote.file), spoilt=True)
            _write(file, piece)
            on_bytes(have)
            if have - mark >= SLOWEST * self.patience:
                mark, end = have, loop.time() + self.patience
        if have < remote.size:
            raise errors.broke_off(remote.file)

    @asynccontextmanager
    async def _answer(self, request: httpx.Request, only_here: bool = False) -> AsyncIterator[httpx.Response]:
        """The response to `request`, after redirects (`only_here`: but not to other hosts). Every failure is a HubError."""
        file = request.url.path.rpartition("/")[2]
        told: dict[str, str] = {}
        try:
            for _ in range(REDIRECTS + 1):
                async with asyncio.timeout(self.patience):
                    response = await self.client.send(request, stream=True)
                told |= {name: response.headers[name] for name in TOLD if name in response.headers}
                try:
                    follow = response.next_request
                    if follow is None or (only_here and follow.url.host != request.url.host):
                        errors.refuse(response, file)
                        response.headers.update(told)
                        yield response
                        return
                finally:
                    await response.aclose()
                if request.url.scheme == "https" and follow.url.scheme != "https":
                    says = "The hub sends us to an address without encryption, so nothing was fetched."
                    raise HubError(Sentence("hub-unencrypted", says))
                request = follow
            raise HubError(Sentence("hub-redirects", "The hub sends us from address to address. Try again later."))
        except httpx.InvalidURL:
            says = "The hub sends us to an address that is none. Try again later."
            raise HubError(Sentence("hub-redirects-nowhere", says)) from None
        except NETWORK_GONE as error:
            raise errors.gone(error, file) from None


def _write(file: BinaryIO, piece: bytes) -> None:
    file.write(piece)


@contextmanager
def _disk() -> Iterator[None]:
    """The disk's errors as HubError."""
    try:
        yield
    except TimeoutError:  # an OSError, too, but the network's
        raise
    except OSError as error:
        raise errors.disk_error(error) from None


def _check(remote: Remote, path: Path) -> None:
    """HubError if the file at `path` is not the one that was announced."""
    found = hashlib.sha256() if len(remote.hash) == 64 else hashlib.sha1(b"blob %d\0" % remote.size, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    if found.hexdigest() != remote.hash:
        says = "{file} arrived damaged: its hash is not the announced one. It was thrown away; try again."
        raise HubError(Sentence("hub-damaged", says, file=remote.file), spoilt=True)
