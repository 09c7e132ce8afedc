"""The real server in a process of its own."""

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.frames.packed import MAGIC

ANNOUNCED = "Mixscope is at"
"""What a server says when it is there."""


@dataclass(frozen=True)
class Server:
    url: str
    process: int

    @property
    def socket(self) -> str:
        return self.url.replace("http", "ws", 1) + "/api/live?packed=1"

    def memory(self) -> float | None:
        """Resident MiB, where the system tells."""
        return self.memory_kinds().get("VmRSS")

    def memory_kinds(self) -> dict[str, float]:
        """Resident MiB in all (`VmRSS`), of its own (`RssAnon`), of mapped files (`RssFile`); threads. Empty: unknown."""
        status = Path(f"/proc/{self.process}/status")
        if not status.is_file():
            return {}
        told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        kinds = {kind: int(told[kind].split()[0]) / 1024 for kind in ("VmRSS", "RssAnon", "RssFile")}
        return kinds | {"Threads": float(told["Threads"])}

    def processor(self) -> float:
        """Seconds of processor time that it has used, where the system tells (Linux: hundredths in /proc)."""
        status = Path(f"/proc/{self.process}/stat")
        return (
            sum(int(part) for part in status.read_text().rpartition(")")[2].split()[11:13]) / 100 if status.is_file() else 0.0
        )


def beginning(data: bytes) -> bytes:
    """Of a frame, packed as pages ask for it or not: enough of its header to tell what it is of. To read all of it for 200
    people would measure this program, not the server."""
    return zlib.decompressobj().decompress(data[len(MAGIC) :], 400) if data.startswith(MAGIC) else data[:400]


@contextmanager
def server(program: str = "app", patience: float = 60, before: Sequence[str] = (), **settings: str) -> Iterator[Server]:
    """Started as `python -m app` on a free port, with these environment variables, ready; stopped at the end.

    `program`: another module in the place of `app`; `patience`: seconds until it must be ready; `before`: a command that ends
    by becoming the one behind it.
    """
    environment = os.environ | {"PORT": "0", "HOST": "127.0.0.1", "MIXSCOPE_BROWSER": "0"} | settings
    command = [*before, sys.executable, "-m", program]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = next((line for line in process.stdout if ANNOUNCED in line), "")
            if not line:
                raise SystemExit("The server ended before it was there.")
            url = next(word for word in line.split() if word.startswith("http")).rstrip("/")
            end = time.monotonic() + patience
            while httpx.get(f"{url}/readyz").status_code != 200:
                if time.monotonic() > end:
                    raise SystemExit("The server did not get ready.")
                time.sleep(0.05)
            yield Server(url, process.pid)
        finally:
            process.terminate()
