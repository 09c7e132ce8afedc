"""docs/wire.md lists every call, and none that there is not."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from app.web.routes import probes

WIRE = (Path(__file__).parents[2] / "docs/wire.md").read_text(encoding="utf-8")


def listed() -> set[tuple[str, str]]:
    """(method, path) of each call that stands in the first column of a table."""
    rows = [line.split(" | ")[0] for line in WIRE.splitlines() if line.startswith("| `")]
    calls = [call for row in rows for call in re.findall(r"`(GET|POST|DELETE) (/[^`?]*)", row)]
    return {(method, re.sub(r"<\w+>", "{}", path)) for method, path in calls}


def test_the_tables_of_calls_are_those_of_openapi(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    there = {(method.upper(), re.sub(r"{\w+}", "{}", path)) for path, methods in paths.items() for method in methods}
    there |= {("GET", route.path) for route in probes.router.routes}  # type: ignore[attr-defined]
    assert listed() == there
