"""`GET /docs`: Swagger UI out of an installed package, so that it works offline and under our Content-Security-Policy."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from ..core.errors import Problem
from ..core.sentence import Sentence

router = APIRouter(include_in_schema=False)

FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mixscope: HTTP calls</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="calls">The calls are described in <a href="openapi.json">openapi.json</a>.</div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
"""

START = 'SwaggerUIBundle({url: "openapi.json", dom_id: "#calls", deepLinking: true, validatorUrl: null});\n'


@router.get("/docs", response_class=HTMLResponse)
async def page() -> str:
    return PAGE


@router.get("/docs/start.js")
async def start() -> Response:
    return Response(START, media_type="text/javascript")


@router.get("/docs/{name}")
async def file(name: str) -> Response:
    # Not imported: the package would patch FastAPI; only its files are wanted.
    spec = find_spec("fastapi_offline")
    folder = Path(spec.origin).parent / "static" if spec and spec.origin else None
    if name not in FILES or folder is None or not (folder / name).is_file():
        detail = Sentence("docs-file-unknown", "There is no such file. GET /docs lists the calls.")
        raise Problem(404, "not-found", "Not Found", detail)
    return FileResponse(folder / name, media_type=FILES[name], headers={"Cache-Control": "max-age=86400"})
