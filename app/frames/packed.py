"""A frame made small for its way to a page that can take it (docs/wire.md, "A packed frame").

ISA-L's fastest deflate halves a frame of the four digit models in a tenth of a millisecond; zlib's takes seven times as long.
"""

import zlib

from isal import isal_zlib

MAGIC = b"MXSZ"

LEVEL = 1

WORTH = 0.9
"""What does not become smaller than this share of it goes as it is: photographs' maps."""


def packed(frame: bytes) -> bytes:
    """The magic and the frame as a zlib stream, or the frame itself where that is hardly smaller."""
    small = MAGIC + isal_zlib.compress(frame, LEVEL)
    return small if len(small) < WORTH * len(frame) else frame


def unpacked(data: bytes) -> bytes:
    """The frame, whether it was packed or not."""
    return zlib.decompress(memoryview(data)[len(MAGIC) :]) if data.startswith(MAGIC) else data
