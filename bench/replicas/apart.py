"""Two machines on one: Ray's head in one network namespace, a worker in another, and all between them over a pair of veth.

Only the network is apart: processors, memory and disk are the same machine's, so what is measured is traffic, and whether it
works. Needs root, iproute2 and the extra (make cluster), and leaves the section out without them. The namespaces go at the end;
whoever is killed before leaves them: ip netns del mixscope-a; ip netns del mixscope-b.
"""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.support.cluster import REPLICA, title

from .. import drag
from ..server import server
from ..table import Row
from .cluster import IDLE, WARM, there
from .loss import frames, same

HEAD, WORKER = "mixscope-a", "mixscope-b"
CABLE = {HEAD: "veth-a", WORKER: "veth-b"}
ADDRESS = {HEAD: "10.77.0.1", WORKER: "10.77.0.2"}
PORT = 6379
PEOPLE, CHECKED = 30, 40

SETTINGS = {
    "MIXSCOPE_ENGINE": "ray", "MIXSCOPE_RAY_ADDRESS": f"{ADDRESS[HEAD]}:{PORT}", "MIXSCOPE_THREADS": "2",
    "MIXSCOPE_BATCHES_IN_FLIGHT": "2", "HOST": "0.0.0.0", "PORT": "8765", "MIXSCOPE_ALLOWED_HOSTS": "ip,localhost",
}  # fmt: skip
"""The models want two cores, which only the worker's side is said to have: the head's has one, for the web."""

RAY = {
    "RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16),
}  # fmt: skip
"""For all of the cluster's processes, the one that starts Mixscope among them."""


def rows(seconds: float) -> list[Row]:
    if not there():
        return []
    if os.geteuid() != 0 or shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is None:
        print("  Left out: two network namespaces need root, and ip of iproute2.")
        return []
    with namespaces():
        answer = inside(HEAD, [sys.executable, "-m", "bench.replicas.apart", str(min(seconds, 20))])
    return [Row(**one) for one in json.loads(answer.splitlines()[-1])]


@contextlib.contextmanager
def namespaces() -> Iterator[None]:
    """Two, with a cable between them."""
    try:
        for name in (HEAD, WORKER):
            ip("netns", "add", name)
        ip("link", "add", CABLE[HEAD], "netns", HEAD, "type", "veth", "peer", "name", CABLE[WORKER], "netns", WORKER)
        for name in (HEAD, WORKER):
            ip("-n", name, "address", "add", f"{ADDRESS[name]}/24", "dev", CABLE[name])
            for link in ("lo", CABLE[name]):
                ip("-n", name, "link", "set", link, "up")
        yield
    finally:
        for name in (HEAD, WORKER):
            subprocess.run(["ip", "netns", "del", name], check=False)


def ip(*what: str) -> None:
    subprocess.run(["ip", *what], check=True)


def inside(name: str, command: list[str]) -> str:
    """What a command in this namespace has written."""
    return subprocess.run(["ip", "netns", "exec", name, *command], check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def nodes(folder: str) -> Iterator[None]:
    """Ray's head and a worker, each in its namespace. They stay in the foreground of a process each, which ends them."""
    ray = str(Path(sys.executable).with_name("ray"))
    usual = ["--block", "--disable-usage-stats", "--object-store-memory=300000000"]
    head = ["start", "--head", f"--port={PORT}", "--num-cpus=1", "--include-dashboard=false"]
    worker = ["start", f"--address={ADDRESS[HEAD]}:{PORT}", "--num-cpus=2"]
    with contextlib.ExitStack() as stack:
        for name, command in ((HEAD, head), (WORKER, worker)):
            whole = ["ip", "netns", "exec", name, ray, *command, f"--node-ip-address={ADDRESS[name]}", *usual]
            stack.enter_context(running(whole, os.environ | environment(folder)))
        yield


def environment(folder: str) -> dict[str, str]:
    """Of everything. Ray keeps what it knows in this folder, which others on this machine do not look into."""
    return SETTINGS | RAY | {"RAY_TMPDIR": folder, "PYTHONPATH": str(Path(__file__).parents[2])}


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def measured(seconds: float) -> list[Row]:
    """In the head's namespace, where people are, too."""
    with tempfile.TemporaryDirectory(prefix="ray") as folder, nodes(folder), server(patience=180, **environment(folder)) as web:
        asyncio.run(drag.crowd(web, PEOPLE, WARM, own=True))
        time.sleep(WARM)  # until what was under way has come
        before = traffic()
        time.sleep(IDLE)
        idle = [(later - one) / IDLE for one, later in zip(before, traffic(), strict=True)]
        before = traffic()
        seen = asyncio.run(drag.crowd(web, PEOPLE, seconds, own=True))
        came, went = (later - one - quiet * seconds for one, later, quiet in zip(before, traffic(), idle, strict=True))
        sides, answers = where(), asyncio.run(frames(web, messages(drag.upload(web, 0))))
    with server() as alone:
        expected = asyncio.run(frames(alone, messages(drag.upload(alone, 0))))
    count, ages = max(1, len(seen.ages)), sorted(seen.ages)
    other = sum(not same(one, another) for one, another in zip(answers, expected, strict=True))
    name = f"two namespaces, {PEOPLE} at {drag.RATE}/s"
    return [
        Row(f"{name}: replicas of the models beyond the cable", sides.count(False), "", note=f"of {len(sides)}"),
        Row(f"{name}: updates each", count / seconds / PEOPLE, "/s"),
        Row(f"{name}: age p50", 1e3 * drag.quantile(ages, 0.5), "ms"),
        Row(f"{name}: age p95", 1e3 * drag.quantile(ages, 0.95), "ms"),
        Row(f"{name}: problems and wrong frames", seen.errors + seen.wrong, "", 0),
        Row("two namespaces: frames other than one process's, bit for bit", other, "", 0, f"of {CHECKED}, each asked alone"),
        Row("two namespaces: from the models, a frame", came / count / 1024, "KiB", note=f"idle {idle[0] / 1024:.1f} KiB/s"),
        Row("two namespaces: to the models, a frame", went / count / 1024, "KiB", note=f"idle {idle[1] / 1024:.1f} KiB/s"),
    ]


def messages(picture: str) -> list[str]:
    """Positions that nobody has asked before."""
    places = [{"dx": n % 9 - 4, "dy": n // 9 - 2, "edge": "wrap"} for n in range(CHECKED)]
    return [json.dumps({"seq": seq, "picture": picture, **place}) for seq, place in enumerate(places)]


def traffic() -> list[int]:
    """Bytes that have come over the cable to this side, and gone."""
    folder = Path("/sys/class/net") / CABLE[HEAD] / "statistics"
    return [int((folder / name).read_text()) for name in ("rx_bytes", "tx_bytes")]


def where() -> list[bool]:
    """For each replica of the models on this machine, whether it is in the namespace of this process."""
    here = os.readlink("/proc/self/ns/net")
    all_there = [int(path.name) for path in Path("/proc").glob("[0-9]*") if title(int(path.name)).startswith(REPLICA)]
    return [os.readlink(f"/proc/{one}/ns/net") == here for one in all_there]


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in measured(float(sys.argv[1]))]))
