"""Codes that a class types, and the secret that makes a leader."""

import hashlib
import hmac
import re
import secrets

LETTERS = "CDFHJKLMNPRTVWXY"
"""None that is taken for another letter or a digit, and no vowels, so that no code is a word."""
LENGTH = 4
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def new_secret() -> str:
    """128 bits, fit for an address."""
    return secrets.token_urlsafe(16)


def code_of(secret: str) -> str:
    """The code of the room that a secret opens: nobody takes over a code whose room is gone without its leader's secret. Takes
    some 50 ms and 16 MiB on purpose, so that guessing one for a code takes hours; belongs on a thread."""
    digest = hashlib.scrypt(secret.encode(), salt=b"mixscope room", n=2**14, r=8, p=1, dklen=LENGTH)
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest)


def origin_of(address: str, key: str) -> str:
    """Tells the addresses of one room's people apart, and gives none away."""
    return hmac.new(key.encode(), address.encode(), "sha256").hexdigest()[:16]


def key_of(secret: str) -> str:
    """What a room keeps of its secret, 64 hex digits: it tells rooms of one code apart and gives nothing away."""
    return hashlib.sha256(f"mixscope room {secret}".encode()).hexdigest()


def opens(secret: str, key: str) -> bool:
    return hmac.compare_digest(key_of(secret), key)
