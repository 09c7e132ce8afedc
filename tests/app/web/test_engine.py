"""Which calls go where models run, and which stay with the people."""

import pytest

from app.main import create_app
from app.web.engine import about_models

HERE = {
    "/livez", "/readyz", "/metrics", "/room", "/docs", "/favicon.ico", "/openapi.json",
    "/api/pattern", "/api/pictures", "/api/pictures/{id}.png", "/api/rooms", "/api/rooms/{code}", "/api/samples",
    "/api/samples/{name}.png", "/api/ticket",
}  # fmt: skip
"""What a process without models answers."""


def test_every_call_but_these_is_about_models() -> None:
    paths = {path for path in create_app().openapi()["paths"] if path.startswith("/api")}
    assert {path for path in paths if not about_models(path)} == {path for path in HERE if path.startswith("/api")}


@pytest.mark.parametrize("path", sorted(HERE))
def test_what_holds_no_model_stays(path: str) -> None:
    assert not about_models(path)


@pytest.mark.parametrize("path", ["/", "/families", "/api/frame", "/api/models", "/api/models/digits-cnn", "/api/anything"])
def test_what_holds_models_goes(path: str) -> None:
    assert about_models(path)
