"""What only the kernel does to a server: packets that are lost, too little memory for its container. On Linux, as root.

Packets are dropped on the loopback by iptables, for the server's port alone; memory is bounded by a control group (version 1),
as a container's is.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException

from . import drag, steady_faults
from .drag import Seen, quantile
from .server import Server, server
from .table import Row

PEOPLE, CROWD = 10, 200
LOST = 0.05
"""Share of all packets, at random."""
BURST = 2.0
"""Seconds in which no packet comes through."""
CONTAINER = 2048
"""MiB: what a container for a class is given."""
SPARE = 40
"""MiB over what an idle server takes: a crowd does not fit into them."""
MEMORY = Path("/sys/fs/cgroup/memory")


def rows() -> list[Row]:
    root = os.geteuid() == 0
    found = losses() if root and shutil.which("iptables") else [Row("loss: left out, it needs root and iptables", 0, "")]
    if not (root and (MEMORY / "memory.limit_in_bytes").is_file()):
        return [*found, Row("container: left out, it needs root and a control group for memory", 0, "")]
    return [*found, *contained(), *killed()]


def losses() -> list[Row]:
    with server() as running:
        usual, few = (asyncio.run(dragged(running, share)) for share in (0, LOST))
        burst = asyncio.run(dragged(running, 1, BURST))
        again = asyncio.run(dragged(running, 0))
    name = f"loss: {PEOPLE} who drag"
    return [
        Row(f"{name}, age p95", *p95(usual)),
        Row(f"{name}, {LOST:.0%} of all packets lost, age p95", *p95(few)),
        Row(f"{name}, no packet for {BURST:g} s, longest without a frame after it", max(burst.ages) - BURST, "s", 10),
        Row(f"{name}, age p95 then", *p95(again)),
        Row(f"{name}, errors and broken sockets", usual.errors + few.errors + burst.errors + again.errors, "", 0),
    ]


def p95(seen: Seen) -> tuple[float, str]:
    return 1e3 * quantile(sorted(seen.ages), 0.95), "ms"


async def dragged(running: Server, share: float, seconds: float | None = None) -> Seen:
    """A crowd for 10 s, from whose third second on packets are lost: for `seconds`, or to the end."""
    crowd = asyncio.create_task(drag.crowd(running, PEOPLE, 10, own=True))
    await asyncio.sleep(3)
    with losing(running, share):
        await asyncio.wait([crowd], timeout=seconds)
    try:
        return await crowd
    except BaseExceptionGroup as broken:
        if broken.split((WebSocketException, OSError))[1]:
            raise
        return Seen(ages=[float("inf")], errors=len(broken.exceptions))


@contextmanager
def losing(running: Server, share: float) -> Iterator[None]:
    """Both ways, between this machine's loopback and the server's port."""
    port = str(urlsplit(running.url).port)
    rules = [["INPUT", "-i", "lo", "-p", "tcp", way, port, "-m", "statistic", "--mode", "random", "--probability", str(share),
              "-j", "DROP"] for way in ("--dport", "--sport")]  # fmt: skip
    with contextlib.ExitStack() as taken_back:
        for rule in rules if share else ():
            subprocess.run(["iptables", "-A", *rule], check=True)
            taken_back.callback(subprocess.run, ["iptables", "-D", *rule], check=True)
        yield


def contained() -> list[Row]:
    """A crowd of 200 with pictures of their own, and all that is made to harm, in a container's memory."""
    with group(CONTAINER) as folder, server(before=entering(folder)) as running:
        seen = asyncio.run(drag.crowd(running, CROWD, 10, own=True))
        asyncio.run(steady_faults.all_bombs(running))
        return [
            Row(f"container: {CROWD} people and the worst pictures, of {CONTAINER} MiB at most", most(folder), "MiB", 1536),
            Row("container: errors", seen.errors, "", 0),
            Row("container: kills by the kernel", kills(folder), "", 0),
        ]


def killed() -> list[Row]:
    """The kernel ends a server whose container is too small; whoever runs it starts it again, and people come back."""
    with group(CONTAINER) as folder, server(before=entering(folder)) as running:
        idle = now(folder)
    with group(idle + SPARE) as folder, server(before=entering(folder)) as running:
        with contextlib.suppress(BaseExceptionGroup):
            asyncio.run(drag.crowd(running, CROWD, 60, own=True))
        code, count = os.waitpid(running.process, 0)[1], kills(folder)
    began = time.monotonic()
    with server(PORT=str(urlsplit(running.url).port)) as again:
        back = asyncio.run(steady_faults.frame_at(again, began, 0, 1))
    return [
        Row(f"container: {CROWD} people where {SPARE} MiB are left over {idle:.0f}, kills by the kernel", count, ""),
        Row("container: ended by another signal than KILL", int(os.waitstatus_to_exitcode(code) != -signal.SIGKILL), "", 0),
        Row("container: started again, first frame on the same port after", back, "s", 30),
    ]


@contextmanager
def group(mebibytes: float) -> Iterator[Path]:
    folder = MEMORY / f"mixscope-bench-{os.getpid()}"
    folder.mkdir()
    try:
        (folder / "memory.limit_in_bytes").write_text(str(int(mebibytes * 2**20)))
        yield folder
    finally:
        folder.rmdir()


def entering(folder: Path) -> list[str]:
    """Before a command: it and what it begins belong to the group."""
    return ["sh", "-c", f'echo $$ > {folder}/cgroup.procs; exec "$@"', "sh"]


def now(folder: Path) -> float:
    return int((folder / "memory.usage_in_bytes").read_text()) / 2**20


def most(folder: Path) -> float:
    return int((folder / "memory.max_usage_in_bytes").read_text()) / 2**20


def kills(folder: Path) -> int:
    told = dict(line.split() for line in (folder / "memory.oom_control").read_text().splitlines())
    return int(told["oom_kill"])
