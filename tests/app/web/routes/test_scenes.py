"""Where two patterns meet, over HTTP: what has no value, and what is refused."""

from fastapi.testclient import TestClient

from app.catalog.catalog import Catalog
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.images.samples import sample_images
from app.main import create_app
from tests.support.two_patterns import together


def test_what_has_no_value_has_none(client: TestClient) -> None:
    crossed = together(client, "digits-mlp", dx=0, dx2=0)
    assert crossed["overlap"] > 0
    assert crossed["meet"] is None
    assert {stage["interaction"] for stage in crossed["stages"]} == {None}
    gone = together(client, "digits-mlp", dx=28, dx2=28)  # both have left the canvas
    assert (gone["overlap"], {stage["interaction"] for stage in gone["stages"]}) == (0, {None})
    left = together(client, "digits-mlp", dx=28)
    assert max(stage["interaction"] for stage in left["stages"]) < 1e-6  # only B is there
    refused = client.post("/api/together", params={"sample": "one", "models": "digits-mlp"})
    assert (refused.status_code, refused.json()["type"]) == (422, "no-answer")
    assert refused.json()["detail"].startswith("This asks about two patterns")


def test_a_model_that_takes_one_picture_only_is_refused_with_a_sentence() -> None:
    own = Own("tests.support.odd_models:one_picture_only")
    catalog = Catalog(("digits-mlp",), sample_images)
    catalog.add(own.name, own)
    with TestClient(create_app(Settings(threads=2), catalog), base_url="http://localhost") as client:
        answer = client.post("/api/granted", params={"sample": "cat", "models": own.name, "switch": "mirror:0"})
    assert (answer.status_code, answer.json()["reason"]) == (422, "own-question-fails")
