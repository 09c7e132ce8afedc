"""ICC profiles made from code: a display's with a matrix, a grey one, one for printing inks with a table."""

import struct

import numpy as np

D50 = (0.9642, 1.0, 0.8249)

P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
"""X, Y, Z of Display P3's red, green and blue, adapted to D50."""


def wide_gamut(gamma: float = 1.8, name: str = "Wide test") -> bytes:
    """A display's profile: Display P3's colours, and a power for a curve."""
    tags = {b"desc": _description(name), b"cprt": _description("none"), b"wtpt": _xyz(D50)}
    tags |= {key: _xyz(colour) for key, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), P3, strict=True)}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma)))


def grey(gamma: float = 1.0) -> bytes:
    tags = {b"desc": _description("Grey test"), b"cprt": _description("none"), b"wtpt": _xyz(D50), b"kTRC": _curve(gamma)}
    return _profile(b"mntr", b"GRAY", b"XYZ ", tags)


def inks() -> bytes:
    """A printer's profile: a table from four inks to Lab, in which every ink only darkens, and yellow only half as much."""
    amounts = np.stack(np.meshgrid(*[np.linspace(0, 1, 3)] * 4, indexing="ij"), -1).reshape(-1, 4)
    light = 100 * np.prod(1 - amounts * (0.8, 0.8, 0.4, 1.0), axis=1)
    table = np.stack([light * 255 / 100, np.full(81, 128), np.full(81, 128)], 1)
    lut = b"mft1" + bytes(4) + bytes((4, 3, 3, 0)) + struct.pack(">9i", *(65536 * np.eye(3, dtype=int)).ravel())
    ramp = bytes(range(256))
    lut += ramp * 4 + np.rint(table).astype(np.uint8).tobytes() + ramp * 3
    tags = {b"desc": _description("Ink test"), b"cprt": _description("none"), b"wtpt": _xyz(D50), b"A2B0": lut}
    return _profile(b"prtr", b"CMYK", b"Lab ", tags)


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """ICC version 2."""
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"test", 0x02400000, kind, space, connection)
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _fixed(D50)
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + table + body


def _fixed(values: tuple[float, ...]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(65536 * value) for value in values))


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(256 * gamma))


def _description(text: str) -> bytes:
    letters = text.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(letters)) + letters + bytes(78)
