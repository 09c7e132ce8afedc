"""Real servers beside ours, each on a free port of this machine and with its files in a folder of its own: nginx and Redis."""

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import wait_until

SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"


def program(name: str, variable: str) -> str:
    found = os.environ.get(variable) or shutil.which(name, path=SBIN)
    assert found, f"this test needs {name}: put its path into {variable}, or run `make test`"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def running_program(command: list[str], port: int) -> Iterator[None]:
    """As long as it listens on the port."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: listens(port) or process.poll() is not None)
            assert process.poll() is None, f"{command[0]} did not start: {command}"
            yield
        finally:
            process.terminate()


@contextlib.contextmanager
def redis(folder: Path, port: int | None = None) -> Iterator[str]:
    """The address of a Redis that writes nothing to disk."""
    port = port or free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with running_program([program("redis-server", "MIXSCOPE_REDIS_SERVER"), *options], port):
        yield f"redis://127.0.0.1:{port}"


MAIN = """
daemon off;
{user}
pid nginx.pid;
error_log error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
{http}
}}
"""
"""What nginx needs to run in a folder of its own. The worker is who the master is: the folders of tests are nobody else's."""


@contextlib.contextmanager
def nginx(folder: Path, http: str, port: int) -> Iterator[None]:
    """nginx with this inside of its `http` block, which listens on the port."""
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(user=user, http=http), encoding="utf-8")
    command = [program("nginx", "MIXSCOPE_NGINX"), "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    try:
        with running_program(command, port):
            yield
    except AssertionError as error:
        error.add_note((folder / "error.log").read_text(encoding="utf-8"))
        raise


@contextlib.contextmanager
def proxy(folder: Path, locations: str) -> Iterator[str]:
    """Address of an nginx with these locations."""
    port = free_port()
    with nginx(folder, f"server {{ listen 127.0.0.1:{port}; {locations} }}", port):
        yield f"http://127.0.0.1:{port}"
