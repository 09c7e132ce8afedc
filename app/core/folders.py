"""Where the platform wants files that can be made or fetched again."""

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Mixscope's part of the user's cache folder. It need not exist."""
    home = Path(os.path.expanduser("~"))
    caches = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": home / "Library" / "Caches"}
    return Path(os.environ.get("XDG_CACHE_HOME") or caches.get(sys.platform) or home / ".cache") / "mixscope"
