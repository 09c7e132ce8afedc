"""libtiff writes to stderr whatever is odd in a file, from C, past all logging: hostile files fill the log so.

What is wrong with a file is told to the one who sent it, and counted in the metrics.
"""

import ctypes
import ctypes.util
from functools import cache
from pathlib import Path

import PIL
from PIL import features

HANDLERS = ("TIFFSetErrorHandler", "TIFFSetWarningHandler")
BUNDLED = ("../pillow.libs/libtiff*", ".dylibs/libtiff*")
"""Where Pillow's wheels for Linux and macOS have it; those for Windows have it within Pillow, out of reach."""


@cache
def silence() -> bool:
    """Whether libtiff is silent from now on; False where there is none, or none that can be reached."""
    if not features.check_codec("libtiff"):  # which loads it
        return False
    folder = Path(PIL.__file__).parent
    found = [str(path.resolve()) for pattern in BUNDLED for path in folder.glob(pattern)]
    name = found[0] if found else ctypes.util.find_library("tiff")
    try:
        library = ctypes.CDLL(name) if name else None  # the same that Pillow has loaded
        for handler in HANDLERS:
            getattr(library, handler)(None)
    except (OSError, AttributeError):
        return False
    return True
