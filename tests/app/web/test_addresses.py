"""The address that a class gets is one that it can reach, and the server answers to it."""

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.main import create_app
from app.web import addresses


@pytest.mark.parametrize(
    ("settings", "seen", "address"),
    [
        ({}, "http://localhost:8000/", "http://localhost:8000"),
        ({"host": "0.0.0.0"}, "http://localhost:8000/", "http://192.168.1.5:8000"),
        ({"host": "0.0.0.0"}, "http://localhost/mixscope/", "http://192.168.1.5/mixscope"),
        ({"host": "0.0.0.0"}, "https://school.example/mixscope/", "https://school.example/mixscope"),
        ({"public_url": "https://school.example/mixscope/"}, "http://localhost:8000/", "https://school.example/mixscope"),
    ],
)
def test_where_a_room_is(settings: dict[str, str], seen: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.168.1.5")
    assert addresses.base_of(Settings(**settings), seen) == address  # type: ignore[arg-type]


def test_the_names_that_it_tells_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.168.1.5")
    with TestClient(create_app(Settings(host="0.0.0.0", public_url="http://school.example", threads=1))) as client:
        status = {host: client.get("/livez", headers={"host": host}).status_code for host in
                  ("192.168.1.5:8000", "school.example", "localhost", "192.168.1.6", "other.example")}  # fmt: skip
    assert list(status.values()) == [200, 200, 200, 400, 400]
