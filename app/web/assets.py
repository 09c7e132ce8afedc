"""What the pages are made of: static files, each page's styles in one, Plotly out of its package."""

import gzip
import hashlib
import os
import re
import time
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.datastructures import Headers
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

from .dependencies import Shared

ROOT = Path(__file__).parents[2]
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

COMMON = ("tokens", "base", "header", "page")
STYLES = {
    "index": (
        *COMMON, "rail", "sections", "scene", "model_input", "stages", "altered", "row_head", "cards", "predictions",
        "model_menu",
    ),
    "families": (*COMMON, "families_page"),
    "room": (*COMMON, "room"),
}  # fmt: skip
"""Page -> its sheets in static/css, in their order. What a page opens later brings its own."""

router = APIRouter(include_in_schema=False)


TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
"""Not the system's: a registry may say that a script is plain text, and no browser runs that as a module."""


class Static(StaticFiles):
    """What the browser keeps for ever under the address that changes with any of the files (`static_url`), and asks about every
    time under any other. A page asks for a hundred of them, so they are read and compressed once."""

    def get_path(self, scope: Scope) -> str:
        return TAGGED.sub("", super().get_path(scope))

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        tagged = TAGGED.match(super().get_path(scope))
        current = tagged is not None and tagged[1] == tag_of(Path(str(self.directory)), int(time.monotonic()))
        response.headers["Cache-Control"] = FOREVER["Cache-Control"] if current else "no-cache"
        if kind := TYPES.get(os.path.splitext(full_path)[1]):
            response.headers["Content-Type"] = kind
        if not isinstance(response, FileResponse) or "range" in Headers(scope=scope):
            return response
        encodings = Headers(scope=scope).get("accept-encoding", "")
        body, how = contents(str(full_path), stat_result.st_mtime_ns, "gzip" in encodings)
        kept = {name: response.headers[name] for name in ("content-type", "etag", "last-modified", "cache-control")}
        return Response(body, status_code, kept | how)


TAGGED = re.compile(r"^v-(\w+)/")
"""How the path begins that names its state."""


@lru_cache(maxsize=4)
def tag_of(folder: Path, second: int) -> str:
    """Of all files in the folder as they were looked at in that second: hundreds of answers need not look again."""
    files = sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    return hash_of(tuple((path, os.stat(path).st_mtime_ns) for path in files))


@lru_cache(maxsize=2)
def hash_of(files: tuple[tuple[str, int], ...]) -> str:
    """By names and contents, so that it is the same on every machine; read again where a time has changed."""
    whole = hashlib.sha256()
    for path, _ in files:
        whole.update(os.path.basename(path).encode() + b"\0" + hashlib.sha256(Path(path).read_bytes()).digest())
    return whole.hexdigest()[:12]


def static_url() -> str:
    """Where the scripts and styles of now are, relative to a page."""
    return f"static/v-{tag_of(ROOT / 'static', int(time.monotonic()))}"


@lru_cache(maxsize=1000)
def contents(path: str, changed: int, compressed: bool) -> tuple[bytes, dict[str, str]]:
    """Of a file that was `changed` at that time (ns), and the headers that say how it is packed. What does not shrink stays."""
    plain = Path(path).read_bytes()
    packed = gzip.compress(plain, mtime=0) if compressed else plain
    vary = {"vary": "Accept-Encoding"}
    return (packed, vary | {"content-encoding": "gzip"}) if len(packed) < len(plain) else (plain, vary)


WORDS = re.compile(r'^const \w+ = await words\("(\w+)"\)', re.MULTILINE)
"""A table of words that a module waits for, see static/js/i18n/i18n.js."""

STATIC_IMPORT = re.compile(r"""^(?:(?:import|export)\b[^;"'()=]*\bfrom|import)\s*["'](\.[^"']+)["']""", re.MULTILINE)
"""Of an ES module: also over several lines, and none of its dynamic imports, which are for later."""


@lru_cache(maxsize=1)
def preloads(script: Path = ROOT / "static" / "js" / "main.js") -> tuple[str, ...]:
    """All modules that the page's script imports, directly or not, with the English words that these wait for, relative to the
    folder of all that is static: the browser need not find them one by one."""
    found: dict[Path, None] = {}
    waiting = [script.resolve()]
    words = script.resolve().parent / "i18n" / "en"
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = None
            text = module.read_text(encoding="utf-8")
            waiting += [(module.parent / target).resolve() for target in STATIC_IMPORT.findall(text)]
            waiting += [words / f"{area}.js" for area in WORDS.findall(text)]
    top = script.resolve().parents[1]
    return tuple(sorted(module.relative_to(top).as_posix() for module in found if module != script.resolve()))


@lru_cache(maxsize=1)
def plotly() -> bytes:
    """The gzipped plotly.min.js of the installed package; takes about a second, once."""
    from plotly.offline import get_plotlyjs

    return gzip.compress(get_plotlyjs().encode(), 6, mtime=0)


def plotly_url() -> str:
    """Changes with the package, so that the browser may keep the file for ever."""
    return f"plotly-{metadata.version('plotly')}.min.js"


def styles(page: str) -> bytes:
    """Of a page, as they are now: one answer instead of a dozen."""
    return b"".join((ROOT / "static" / "css" / f"{name}.css").read_bytes() for name in STYLES[page])


def styles_url(page: str) -> str:
    """Changes with the styles, so that the browser may keep them for ever."""
    return f"styles/{page}-{hashlib.sha256(styles(page)).hexdigest()[:12]}.css"


@router.get("/styles/{page}-{tag}.css")
async def page_styles(page: Literal["index", "families", "room"], tag: str) -> Response:
    """The styles of now, whatever the tag; only those that it names are kept."""
    current = styles_url(page).endswith(f"-{tag}.css")
    return Response(styles(page), media_type="text/css", headers=FOREVER if current else {"Cache-Control": "no-cache"})


@router.get("/plotly-{tag}.min.js")
async def plotly_script(request: Request, shared: Shared, tag: str) -> Response:
    """Compressed once; the rare client without gzip gets it plain."""
    packed = await shared.pool.call(plotly)
    headers = FOREVER | {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="text/javascript", headers=headers)
