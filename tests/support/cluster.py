"""A whole cluster on this machine: `python -m app` with its models on Ray, in processes of their own. Needs an extra.

With MIXSCOPE_TEST_ENGINE=ray (`make test-cluster`) every test that asks for the live server gets one.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO, Any

import httpx

from app.web.engine import Engine, Here
from app.web.state import AppState
from tests.support.at_port import AtPort

ON_RAY = os.environ.get("MIXSCOPE_TEST_ENGINE") == "ray"

STARTING = 180
"""Seconds that Ray and the models may take on a busy machine."""

ANNOUNCED = "Mixscope is at"
REPLICA = "ray::ServeReplica:mixscope:Models"


@dataclass
class Cluster(AtPort):
    """As tests.conftest.LiveServer, but for what is inside of its processes."""

    process: "subprocess.Popen[str]"

    def replicas(self) -> list[int]:
        """Process numbers of those that hold models."""
        return sorted(one for one in descendants(self.process.pid) if title(one).startswith(REPLICA))

    def kill(self, replica: int) -> None:
        assert replica in self.replicas()
        os.kill(replica, signal.SIGKILL)


def title(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def descendants(process: int) -> set[int]:
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found, more = {process}, {process}
    while more := {one for one, parent in parents.items() if parent in more} - found:
        found |= more
    return found - {process}


def started(log: IO[str], settings: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app"], env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT, text=True
    )


def said(log: IO[str]) -> str:
    return Path(log.name).read_text(encoding="utf-8")


def environment(port: int, settings: Mapping[str, object]) -> dict[str, str]:
    """Variables of a cluster with these settings at this port."""
    usual = {"engine": "ray", "threads": 1, "browser": 0, "host": "127.0.0.1", "port": port, "request_deadline_seconds": 60}
    return {f"MIXSCOPE_{name.upper()}": str(value) for name, value in (usual | dict(settings)).items()}


@contextlib.contextmanager
def cluster(**settings: object) -> Iterator[Cluster]:
    """Ready, with these settings; ended as by a signal."""
    from tests.conftest import wait_until  # late: that module asks this one where models run
    from tests.support.services import free_port

    port = free_port()
    with tempfile.NamedTemporaryFile("w+") as log, started(log, environment(port, settings)) as process:
        try:
            wait_until(lambda: ANNOUNCED in said(log) or process.poll() is not None, STARTING)
            assert ANNOUNCED in said(log), said(log)
            found = Cluster(port, process)
            with httpx.Client() as client:
                wait_until(lambda: client.get(f"{found.url}/readyz").status_code == 200, STARTING)
            yield found
        finally:
            process.terminate()


@cache
def shared() -> Cluster:
    """One for all tests of this process; it ends with it."""
    import atexit

    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(cluster())


@cache
def engine() -> Callable[[AppState], Engine]:
    """Where the models of a server in this process run: here, or in the cluster of these tests."""
    if not ON_RAY:
        return Here
    shared()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ray's own, about pydantic
        import ray
        from ray import serve

        from app.cluster.elsewhere import Elsewhere
        from app.cluster.on_ray import NAME, ByHandle

    ray.init(address="auto", log_to_driver=False)
    handle: Any = serve.get_deployment_handle("Models", NAME)
    return partial(Elsewhere, replicas=ByHandle(handle))
