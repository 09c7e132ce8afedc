"""Under which names this server is reached, for what it prints, what it lets in and what a room's QR code says."""

import os
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from ..core.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")


@lru_cache(maxsize=1)
def lan_address() -> str | None:
    """This machine's address in its network; None without one, and in a container, whose own nobody else can reach."""
    if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # sends nothing: it asks which way out there is
            found: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") or found == "0.0.0.0" else found


def base_of(settings: Settings, seen: str) -> str:
    """ "http://192.168.1.5:8000", where a room's members find this server that somebody sees at the address `seen`."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    parts = urlsplit(seen)
    address = lan_address() if only_here(parts.hostname or "") and settings.host in EVERYWHERE else None
    there = parts._replace(netloc=address + (f":{parts.port}" if parts.port else "")) if address else parts
    return there.geturl().rstrip("/")


def only_here(name: str) -> bool:
    """Whether a name means the machine itself, wherever it is said."""
    return name in ("localhost", "::1") or name.startswith("127.")


def own_names(settings: Settings) -> frozenset[str]:
    """Names that the server tells people, and that it therefore answers to: the public one, and where it listens on all of
    its addresses, that in the network and the machine's name."""
    names = {urlsplit(settings.public_url).hostname or ""}
    if settings.host in EVERYWHERE:
        machine = socket.gethostname().lower()
        names |= {lan_address() or "", machine, f"{machine}.local"}
    return frozenset(names - {""})
