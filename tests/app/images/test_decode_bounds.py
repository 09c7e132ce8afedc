"""What reading a picture may cost: memory, time, pixels; files that would cost more are refused with a sentence."""

import subprocess
import sys

import pytest
from PIL import Image

from app.core.errors import Problem
from app.core.settings import Settings
from app.images import decode as decoding
from app.images.decode import decode
from app.images.formats import cost
from app.images.formats.profiles import Colours
from tests.support import refused_pictures
from tests.support.costly_pictures import noise, smooth
from tests.support.odd_pictures import digit, save
from tests.support.thorough import some

SETTINGS = Settings()

MEASURE = """
import os, sys
from app.core.errors import Problem
from app.core.settings import Settings
from app.images.decode import decode
from tests.support.costly_pictures import COSTLY
from tests.support.odd_pictures import HARMLESS
from tests.support.refused_pictures import REFUSED

def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024

def measured(data):
    open("/proc/self/clear_refs", "w").write("5")
    before = peak()
    try:
        decode(data, Settings())
        return peak() - before, "read"
    except Problem as problem:
        return peak() - before, problem.type

for name in sys.argv[1:]:
    made = (lambda: COSTLY[name][0](COSTLY[name][1])) if name in COSTLY else {**REFUSED, **HARMLESS}[name]
    data = (made[0] if isinstance(made, tuple) else made)()
    if not os.fork():
        print(name, *measured(data), sep="|", flush=True)
        os._exit(0)
    os.wait()
"""


def measured(*names: str) -> dict[str, tuple[float, str]]:
    """MiB that each took at its worst, and what became of it."""
    run = subprocess.run([sys.executable, "-c", MEASURE, *names], capture_output=True, text=True, check=True)
    lines = [line.split("|") for line in run.stdout.splitlines()]
    return {name: (float(size), end) for name, size, end in lines}


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads the high-water mark from /proc")


@LINUX
def test_a_bomb_takes_little_memory() -> None:
    found = measured("webp_bomb", "png_bomb", "tiff_fax", "jpeg_wide", "tiff_huge_tile", "png_with_too_much_data")
    assert len(found) == 6
    assert {name: size for name, (size, _) in found.items() if size >= 100} == {}


@LINUX
@pytest.mark.timeout(300)
def test_the_worst_that_is_read_takes_little_memory() -> None:
    names = some([
        "png, 8 bits and a gamma", "png, 16 bits", "tiff, float", "webp, one colour", "avif", "jpeg, progressive",
        "png, 8 bits", "png, transparent", "png, palette", "tiff, turned", "gif", "jpeg", "jpeg, turned",
    ], first=6)  # fmt: skip
    found = measured(*names)
    assert {name: end for name, (_, end) in found.items()} == dict.fromkeys(names, "read")
    assert {name: size for name, (size, _) in found.items() if size >= 100} == {}


def test_a_side_that_is_too_long_is_refused_whatever_the_other_is() -> None:
    with pytest.raises(Problem, match="65535") as told:
        decode(save(Image.new("L", (1, 65_536)), "PNG"), SETTINGS)
    assert (told.value.status, told.value.sentence.key) == (413, "picture-side")


def test_what_takes_longer_is_read_up_to_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "MOST_SECONDS", 1e-3)
    most = {mode: cost.most_pixels(mode, "PNG", False, Colours(), False, False) for mode in ("L", "RGB", "RGBA")}
    assert most["L"] > most["RGB"] > most["RGBA"]
    side = int(most["RGBA"] ** 0.5)
    assert decode(save(Image.new("RGBA", (side, side)), "PNG"), SETTINGS).size == (side, side)
    with pytest.raises(Problem, match="PNG of this kind") as told:
        decode(save(Image.new("RGBA", (side + 1, side + 1)), "PNG"), SETTINGS)
    assert told.value.sentence.key == "picture-costly"
    assert decode(save(Image.new("RGB", (side + 1, side + 1)), "PNG"), SETTINGS)


def test_of_an_avif_the_bytes_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise takes its decoder ten times as long as what compresses well, of the same size."""
    monkeypatch.setattr(cost, "MOST_SECONDS", 1e-3)
    assert decode(save(smooth(40_000), "AVIF", quality=60, speed=10), SETTINGS).size == (200, 200)
    with pytest.raises(Problem, match="AVIF of this kind") as told:
        decode(save(noise(40_000), "AVIF", quality=100, speed=10), SETTINGS)
    assert (told.value.status, told.value.sentence.key) == (413, "picture-costly")


def test_a_gamma_is_undone_in_place_as_it_is_elsewhere() -> None:
    picture, colours = noise(70_000), Colours(curve=tuple(reversed(range(256))))
    wanted = colours.rgb(picture)
    colours.in_place(picture)
    assert picture.tobytes() == wanted.tobytes()


def test_coefficients_between_scans_are_counted() -> None:
    data = save(Image.new("RGB", (5_200, 5_200)), "JPEG", progressive=True, subsampling=0)
    with pytest.raises(Problem) as told:
        decode(data, SETTINGS)
    assert told.value.sentence.key == "picture-scans"


def test_memory_that_is_not_there_is_not_the_file_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(decoding, "numbers_of", none_left)
    with pytest.raises(MemoryError):
        decode(save(digit(), "PNG"), SETTINGS)


def test_the_bomb_would_be_valid_if_it_were_smaller() -> None:
    data = refused_pictures.one_colour_webp(1_000, 500)
    assert len(data) == len(refused_pictures.webp_bomb()) == 28
    assert decode(data, SETTINGS).size == (1_000, 500)
