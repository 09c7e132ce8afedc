"""What tests of own models' processes share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.own import hosted as hosted_module
from tests.support.harmful_models import MOOD


@pytest.fixture(scope="module")
def mood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("mood") / "mood"
    file.write_text("")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MOOD, str(file))
        patch.setattr(hosted_module, "FALLS", 50)
        yield file
