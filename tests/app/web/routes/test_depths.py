"""The study on depth over HTTP, and its networks, which stand in no list, loaded by name."""

import httpx
import pytest

from app.web.routes.depths import DepthStudy
from models import registry
from models.entries.narrow import DEPTHS, KINDS
from models.registry import card
from tests.app.web.routes.test_answers import holds
from tests.conftest import LiveServer


@pytest.fixture
def told(live_server: LiveServer) -> dict:
    return httpx.get(f"{live_server.url}/api/studies/depth", timeout=30).json()


def test_it_tells_what_the_cards_say(told: dict) -> None:
    holds(DepthStudy, told)
    assert (told["planned"], told["depths"]) == (len(KINDS) * len(DEPTHS), list(DEPTHS))
    assert told["done"] == len(told["networks"]) == registry.study("depth")["done"]
    for one in told["networks"]:
        facts = card(one["model"])
        assert {key: facts[key] for key in ("top1", "train_accuracy", "taken")} == {
            key: one[key] for key in ("top1", "train_accuracy", "taken")
        }
        assert one["loss"] == facts["curve"][-1]["train_loss"]
    assert all(0 < one["error"] < 100 and one["arxiv"] and one["place"] for one in told["published"])


def test_its_deepest_network_has_a_stage_for_each_block(told: dict, live_server: LiveServer) -> None:
    deepest = next(one for one in told["networks"] if (one["kind"], one["depth"]) == ("resnet", 1_002))
    model = httpx.get(f"{live_server.url}/api/models/{deepest['model']}", timeout=180).json()
    stages = [point["title"] for point in model["points"] if point["stage"]]
    assert [stages[0], stages[1], stages[500], stages[501]] == ["stem", "block 1", "block 500", "average"]
    assert (model["listed"], model["top1"]) == (False, deepest["top1"])
