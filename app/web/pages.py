"""The page with its first picture inside, and what it loads: templates, static files, Plotly out of its package."""

import base64
import gzip
import json
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.staticfiles import StaticFiles

from ..frames.request import Position, Wanted
from ..images.samples import samples_document
from .routes.activations import one_frame
from .state import Server, Shared

ROOT = Path(__file__).parents[2]
FIRST_SAMPLE = "seven"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(ROOT / "templates")


class Static(StaticFiles):
    """Files that the browser asks about every time: a 304 costs nothing, and an update shows at once."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response


def embedded(document: Any) -> Markup:
    """JSON that may stand inside a script element: no `<` that could end it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def version() -> str:
    """Of the program; a checkout that is not installed has its own in pyproject.toml."""
    import tomllib

    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


@lru_cache(maxsize=1)
def plotly() -> bytes:
    """The gzipped plotly.min.js of the installed package; takes about a second, once."""
    from plotly.offline import get_plotlyjs

    return gzip.compress(get_plotlyjs().encode(), 6, mtime=0)


def plotly_url() -> str:
    """Changes with the package, so that the browser may keep the file for ever."""
    return f"/plotly-{metadata.version('plotly')}.min.js"


@router.get("/", response_class=HTMLResponse)
async def index(request: Request, shared: Shared) -> Response:
    context = {
        "models": embedded(await shared.engine.call(_models, shared)),
        "samples": embedded(samples_document()),
        "frame": await first_frame(shared),
        "plotly_url": plotly_url(),
        "version": version(),
    }
    return templates.TemplateResponse(request, "index.html", context, headers={"Cache-Control": "no-cache"})


def _models(shared: Server) -> dict[str, Any]:
    """As /api/models, without what the page asks for when an offered model is chosen: a thousand class names, its stages."""
    listed = shared.catalog.document()["models"]
    left_out: dict[str, Any] = {"points": [], "pictures": [], "labels": []}
    return {"models": [one | left_out if one["bytes"] else one for one in listed]}


async def first_frame(shared: Server) -> str:
    """Base64 of the default frame; computed once."""
    if shared.first_frame is None:
        wanted = Wanted(Position(shared.sample(FIRST_SAMPLE)), shared.catalog.names(()))
        data = await shared.engine.call(one_frame, shared, wanted)
        if not shared.catalog.ready:
            return base64.b64encode(data).decode()
        shared.first_frame = base64.b64encode(data).decode()
    return shared.first_frame


@router.get("/plotly-{tag}.min.js")
async def plotly_script(request: Request, shared: Shared, tag: str) -> Response:
    """Compressed once; the rare client without gzip gets it plain."""
    packed = await shared.engine.call(plotly)
    headers = FOREVER | {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="text/javascript", headers=headers)


@router.get("/favicon.ico")
async def no_icon() -> Response:
    return Response(status_code=204, headers=FOREVER)
