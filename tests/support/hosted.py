"""Own models in processes of their own, for tests."""

import httpx

from app.catalog.own.hosted import Hosted
from app.catalog.own.source import Own
from app.core.settings import Settings
from tests.conftest import wait_until

HERE = "tests.support.harmful_models"
MINUTE = 100
"""Seconds for a process to begin, on a machine that others use, too."""


def settled(http: httpx.Client, name: str) -> dict:
    answer = None

    def there() -> bool:
        nonlocal answer
        answer = http.get(f"/api/models/{name}")
        return answer.status_code == 200

    wait_until(there, MINUTE)
    assert answer is not None
    return answer.json()


def hosted_of(function: str, **settings: object) -> Hosted:
    own = Own(f"{HERE}:{function}")
    return Hosted(own.name, own, Settings(model=(own.where,), threads=2, **settings))  # type: ignore[arg-type]
