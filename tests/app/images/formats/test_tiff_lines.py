"""A thousand damaged TIFF files, and not a line on stderr."""

import io
import random
import subprocess
import sys

import pytest
from PIL import Image, features

from app.images.formats import tiff_lines

READ = """
import sys
from app.core.errors import Problem
from app.core.settings import Settings
from app.images import decode

settings, refused, at, data = Settings(), 0, 0, sys.stdin.buffer.read()
while at < len(data):
    size = int.from_bytes(data[at : at + 4], "big")
    try:
        decode.decode(data[at + 4 : at + 4 + size], settings)
    except Problem:
        refused += 1
    at += 4 + size
print(refused)
"""
COMPRESSIONS = ("tiff_lzw", "group4", "packbits", "tiff_adobe_deflate", "jpeg")


def damaged(number: int) -> list[bytes]:
    rng = random.Random(1)
    whole = []
    for compression in COMPRESSIONS:
        picture = Image.effect_noise((40, 30), 50).convert("1" if compression == "group4" else "L")
        file = io.BytesIO()
        picture.save(file, "TIFF", compression=compression)
        whole.append(file.getvalue())
    files = []
    for _ in range(number):
        file = bytearray(rng.choice(whole))
        for _ in range(rng.randrange(1, 20)):
            file[rng.randrange(4, len(file))] = rng.randrange(256)
        files.append(bytes(file))
    return files


@pytest.mark.skipif(not features.check_codec("libtiff"), reason="this Pillow reads TIFF without libtiff")
@pytest.mark.skipif(sys.platform == "win32", reason="Pillow's wheels for Windows have libtiff within, out of reach")
def test_damaged_files_are_refused_without_a_line_of_the_library() -> None:
    assert tiff_lines.silence()
    files = b"".join(len(file).to_bytes(4, "big") + file for file in damaged(1000))
    done = subprocess.run([sys.executable, "-c", READ], input=files, capture_output=True, check=True)
    assert int(done.stdout) > 300  # they were damaged indeed
    assert done.stderr == b""
