"""What deploy/ has for a school's server, on a real nginx and a real Redis: TLS, sockets, rooms that survive."""

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import yaml
from websockets.sync.client import connect

from app.core.settings import Settings
from tests.conftest import running
from tests.support.services import free_port, nginx, redis

DEPLOY = Path(__file__).parents[1] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
NAME = "school.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As docs/hosting.md makes one for a try."""
    folder = tmp_path_factory.mktemp("certificate")
    made = re.search(r"openssl req .*", (DEPLOY.parent / "docs/hosting.md").read_text(encoding="utf-8"))
    assert made, "docs/hosting.md says how a certificate is made"
    command = made[0].replace("deploy/certificate", str(folder)).replace("mixscope.school.example", NAME).split()
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def front(certificate: Path, tmp_path: Path) -> Iterator[tuple[int, int, int]]:
    """nginx with our configuration: ports of HTTP, HTTPS and the server behind it."""
    plain, secure, behind = free_port(), free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in {
        "listen 80": f"listen 127.0.0.1:{plain}", "listen 443": f"listen 127.0.0.1:{secure}",
        "/etc/nginx/certificate": str(certificate), "http://mixscope:8000": f"http://127.0.0.1:{behind}",
    }.items():  # fmt: skip
        assert ours in text
        text = text.replace(ours, here)
    with nginx(tmp_path, text, secure):
        yield plain, secure, behind


def test_a_room_behind_tls_survives_a_restart_of_the_server(
    front: tuple[int, int, int], certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plain, secure, behind = front
    trusted = ssl.create_default_context(cafile=str(certificate / "server.pem"))
    hosts = COMPOSE["services"]["mixscope"]["environment"]["MIXSCOPE_ALLOWED_HOSTS"]
    given = {"allowed_hosts": hosts, "public_url": f"https://{NAME}:{secure}", "port": behind}
    host = {"Host": f"{NAME}:{secure}"}
    own = {"sni_hostname": NAME}
    with redis(tmp_path_factory.mktemp("rooms")) as rooms, httpx.Client(verify=trusted, timeout=60) as browser:
        moved = browser.get(f"http://127.0.0.1:{plain}/room", headers={"Host": NAME})
        assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/room")
        with running(redis_url=rooms, **given):
            origin = {"Origin": f"https://{NAME}:{secure}"}
            page = browser.get(f"https://127.0.0.1:{secure}/room", headers=host, extensions=own)
            assert page.status_code == 200
            opened = browser.post(f"https://127.0.0.1:{secure}/api/rooms", headers=host | origin, extensions=own).json()
            assert opened["address"] == f"https://{NAME}:{secure}/#room={opened['code']}"
            enter(opened, secure, trusted, {"member": "leader-0001", "lead": opened["lead"]})
        assert browser.get(f"https://127.0.0.1:{secure}/", headers=host, extensions=own).status_code == 502
        with running(redis_url=rooms, **given):
            told = enter(opened, secure, trusted, {"member": "person-0001"})
            assert (told["code"], told["lead"]) == (opened["code"], False)


def enter(opened: dict[str, Any], port: int, trusted: ssl.SSLContext, join: dict[str, Any]) -> dict[str, Any]:
    """Through nginx, as a browser would: with an Origin. What the room tells first."""
    address = f"wss://{NAME}:{port}/api/rooms/{opened['code']}/live"
    way = socket.create_connection(("127.0.0.1", port), timeout=60)
    with connect(address, sock=way, ssl=trusted, origin=f"https://{NAME}:{port}") as line:  # type: ignore[arg-type]
        line.send(orjson.dumps(join).decode())
        told: dict[str, Any] = orjson.loads(line.recv(timeout=60))
        return told


def test_a_picture_as_large_as_the_server_takes_passes_the_proxy() -> None:
    most = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert most
    assert int(most[1]) * 2**20 == Settings().max_body_bytes


def test_the_compose_file_sets_what_there_is() -> None:
    service = COMPOSE["services"]["mixscope"]
    known = {f"MIXSCOPE_{name.upper()}" for name in Settings.model_fields} | {"FORWARDED_ALLOW_IPS"}
    assert set(service["environment"]) <= known
    assert "ports" not in service  # its visitors' addresses are nginx's word: nobody comes in beside it
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
