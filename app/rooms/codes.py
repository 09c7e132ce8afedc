"""Codes that a class types, and the secret that makes a leader."""

import hashlib
import hmac
import re
import secrets

LETTERS = "CDFHJKLMNPRTVWXY"
"""None that is taken for another letter or a digit, and no vowels, so that no code is a word."""
LENGTH = 4
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def new_secret() -> str:
    """128 bits, fit for an address."""
    return secrets.token_urlsafe(16)


def key_of(secret: str) -> str:
    """What a room keeps of its secret, 64 hex digits: it tells rooms of one code apart and gives nothing away."""
    return hashlib.sha256(f"mixscope room {secret}".encode()).hexdigest()


def opens(secret: str, key: str) -> bool:
    return hmac.compare_digest(key_of(secret), key)
