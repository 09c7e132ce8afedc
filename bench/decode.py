"""What the dearest pictures cost that may be sent: a core's seconds and memory until a model has its input. Linux only.

Each is read in a process of its own. The bounds that these figures justify stand in app/images/formats/cost.py.
"""

import os
import sys
import time
from pathlib import Path

from app.core.settings import Settings
from app.images.decode import decode
from app.images.preprocess import prepare
from models.registry import entry_of
from tests.support.costly_pictures import COSTLY

from .table import Row

MODELS = ("digits-mlp", "photos-resnet")


def rows(seconds: float) -> list[Row]:
    if sys.platform != "linux":
        return []
    found = {name: apart(made(pixels)) for name, (made, pixels) in COSTLY.items()}
    slowest, largest = (max(found, key=lambda name: found[name][which]) for which in (0, 1))
    each = [Row(f"{name}: reading it", took, "s", note=f"{memory:.0f} MB") for name, (took, memory) in found.items()]
    return [
        *each,
        Row("the dearest picture that is read", found[slowest][0], "s", 0.5, slowest),
        Row("the largest in memory", found[largest][1], "MB", 100, largest),
    ]


def apart(data: bytes) -> tuple[float, float]:
    """Seconds of a core and MB that a process needs for `data`."""
    reader, writer = os.pipe()
    if not os.fork():
        os.write(writer, " ".join(map(str, cost(data))).encode())
        os._exit(0)
    os.wait()
    took, memory = os.read(reader, 100).decode().split()
    os.close(reader)
    os.close(writer)
    return float(took), float(memory)


def cost(data: bytes) -> tuple[float, float]:
    Path("/proc/self/clear_refs").write_text("5")
    before, began = peak(), time.process_time()
    picture = decode(data, Settings())
    decoded, each = time.process_time() - began, []
    for model in MODELS:
        began = time.process_time()
        prepare(picture, entry_of(model).input, "auto")
        each.append(time.process_time() - began)
    return decoded + max(each), (peak() - before) * 1.024e-3


def peak() -> int:
    """kiB."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
