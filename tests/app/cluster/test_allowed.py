"""What replicas cannot do is refused before anything is started."""

import pytest

from app.cluster.allowed import checked
from app.core.settings import Settings


@pytest.mark.parametrize("given", [{"model": ("net.py:build",)}, {"add_models": True}])
def test_own_code_stays_on_one_machine(given: dict[str, object]) -> None:
    with pytest.raises(SystemExit, match="does not work with MIXSCOPE_ENGINE=ray"):
        checked(Settings(**given))  # type: ignore[arg-type]


def test_replicas_fetch_nothing_for_the_page() -> None:
    assert checked(Settings(downloads="any")).downloads == "off"
