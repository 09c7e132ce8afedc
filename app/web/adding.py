"""Who may add own models on the page, which is to run code here: whoever sits at this machine and reads the server's terminal.

An address alone authorises nobody: behind a proxy everybody comes from the loopback.
"""

import hmac
import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings
from .origins import without_port
from .state import AppState

SECRET = "x-mixscope-add"
"""The header that carries the secret."""

FORWARDING = ("forwarded", "via", "x-real-ip")

OFF = Sentence(
    "own-add-off", "This server takes no models from its page. The person who runs it can allow it with MIXSCOPE_ADD_MODELS=1."
)
OPEN = Sentence(
    "own-add-open",
    "Models can be added only where other machines cannot reach the server: it must listen at MIXSCOPE_HOST=127.0.0.1.",
)
ELSEWHERE = Sentence(
    "own-add-elsewhere",
    "Models can be added only on the machine that the server runs on, at the address that its terminal prints, with no proxy "
    "between.",
)
WRONG = Sentence("own-add-secret", "That is not the secret that the server's terminal prints. Copy it from there.")


def refusal(request: Request, settings: Settings) -> Sentence | None:
    """Why nobody can add models who asks like this; None where the secret decides."""
    if not settings.add_models:
        return OFF
    if not loopback(settings.host):
        return OPEN
    headers, client = request.headers, request.client
    forwarded = any(name in FORWARDING or name.startswith("x-forwarded") for name in headers)
    host, origin = headers.get("host", ""), headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != host
    here = loopback(without_port(host)) and client is not None and loopback(client.host)
    return ELSEWHERE if forwarded or foreign or not here else None


def check_adder(request: Request, shared: AppState) -> None:
    """Problem 403 for everybody else."""
    why = refusal(request, shared.settings)
    if why is None and request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        why = ELSEWHERE
    given = request.headers.get(SECRET, "")
    if why is None and not hmac.compare_digest(given.encode(), shared.add_secret.encode()):
        raise Problem(403, "own-add-secret", "Wrong secret", WRONG)
    if why is not None:
        raise Problem(403, "own-add-refused", "Not allowed", why)


def loopback(name: str) -> bool:
    """Whether a host's name or address means this machine itself, whoever looks it up."""
    try:
        return name == "localhost" or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def announcement(settings: Settings, secret: str) -> str:
    """What the terminal says of it; "" where it is off."""
    if not settings.add_models:
        return ""
    if not loopback(settings.host):
        return f"{OPEN}\n"
    return f"Own models can be added on the page (the + beside the models), with this secret: {secret}\n"
