"""What a JPEG's own headers say: its size, and how much work it is to decode. Reads markers, decodes nothing."""

import re
from dataclasses import dataclass

from . import refusals

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF markers: they begin a picture's frame."""

READ = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
"""Those that libjpeg-turbo decodes: sequential and progressive, Huffman or arithmetic coding."""

ARITHMETIC, SLOWER = {0xC9, 0xCA}, 4
"""Arithmetic coding, and how many times longer than Huffman's it may take for a sample."""

SCAN, END, FIRST_BARE, LAST_BARE = 0xDA, 0xD9, 0xD0, 0xD8
"""Markers of a scan and the picture's end; those from the first bare one to the last have no length."""

NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff])")
AFTER_SCAN = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")

MOST_WORK = 150_000_000
"""Samples that the scans of a JPEG may pass over, all together: at most 0.4 s (measured: 1.5 to 2.5 ns a sample). A usual
progressive one has ten scans and eight samples a pixel, so that 18 million pixels are read. Each scan is a pass over the
picture for a few bytes of file, so a file of 10 MiB could ask for hours."""


@dataclass(frozen=True)
class JpegHeader:
    """`work`: samples that all scans together pass over; `samples`: how many there are; `read`: whether such a kind can be
    decoded."""

    width: int
    height: int
    bits: int
    components: int
    scans: int
    work: int
    samples: int
    read: bool


def header_of(data: bytes) -> JpegHeader | None:
    """None where there is no frame: a broken file, which the decoder refuses."""
    kind, frame = 0, b""
    shares: dict[int, float] = {}
    scans, passes, at = 0, 0.0, 2
    while found := NEXT_MARKER.search(data, at):
        marker, at = found[1][0], found.end()
        if marker == END:
            break
        if marker == 1 or FIRST_BARE <= marker <= LAST_BARE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        segment = data[at + 2 : at + length]
        at += max(length, 2)
        if marker in FRAMES and not frame and len(segment) >= 6:
            kind, frame, shares = marker, segment, _shares(segment)
        elif marker == SCAN and segment:
            scans += 1
            passes += sum(shares.get(name, 1.0) for name in segment[1 : 1 + 2 * segment[0] : 2])
            following = AFTER_SCAN.search(data, at)
            at = following.start() if following else len(data)
    if not frame:
        return None
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    bits, components = frame[0], frame[5]
    readable = kind in READ and bits == 8 and components in (1, 3, 4)
    samples = sum(shares.values()) * width * height
    work = passes * width * height * (SLOWER if kind in ARITHMETIC else 1)
    return JpegHeader(width, height, bits, components, scans, round(work), round(samples), readable)


def _shares(frame: bytes) -> dict[int, float]:
    """Component -> how many of its samples there are for a pixel, as the frame's header says; below 1 where it is coarser."""
    factors = {frame[at]: (frame[at + 1] >> 4) * (frame[at + 1] & 15) for at in range(6, len(frame) - 2, 3)}
    most = max(factors.values(), default=1)
    return {name: factor / most if most else 1.0 for name, factor in factors.items()}


MOST_COEFFICIENTS = 80_000_000
"""Bytes of the coefficients that a decoder keeps between the scans of one picture, two for each sample."""


def check(data: bytes, most_pixels: int) -> int:
    """Bytes that its decoder holds besides the picture. Problem 413 for a JPEG that is too large, or too much work; 415 for a
    kind of JPEG that nobody reads here."""
    header = header_of(data)
    if header is None:
        return 0
    size = (header.width, header.height)
    if header.width * header.height > most_pixels:
        raise refusals.too_many_pixels(size, most_pixels, "JPEG")
    if not header.read:
        raise refusals.rare_jpeg(header.bits, header.components)
    coefficients = 2 * header.samples if header.scans > 1 else 0
    if header.work > MOST_WORK or coefficients > MOST_COEFFICIENTS:
        raise refusals.too_many_passes(size, header.scans)
    return coefficients
