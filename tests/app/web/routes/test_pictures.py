"""Pictures that clients send: one call shows one as a model gets it, and what is none is refused alike everywhere."""

import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.support.odd_pictures import save

PNG = {"Content-Type": "image/png"}


@pytest.mark.parametrize(
    "named", [{"tier": "digits"}, {"tier": "photos"}, {"model": "digits-vit"}, {"tier": "photos", "fit": "0,0,0.5"}]
)
def test_storing_a_picture_answers_with_its_pattern(client: TestClient, digit: bytes, named: dict[str, str]) -> None:
    kept = client.post("/api/pictures", params=named, content=digit, headers=PNG).json()
    asked = {"tier": "digits"} | named | {"picture": kept["id"]}
    assert kept["pattern"] == client.get("/api/pattern", params=asked).json()


def test_without_a_tier_there_is_none(client: TestClient, digit: bytes) -> None:
    assert client.post("/api/pictures", content=digit, headers=PNG).json()["pattern"] is None


@pytest.mark.parametrize(
    ("query", "type"),
    [({"tier": "none"}, "tier-unknown"), ({"model": "nobody"}, "model-unknown"), ({"fit": "stretch"}, "invalid-parameter")],
)
def test_an_input_that_is_none_is_refused(client: TestClient, digit: bytes, query: dict[str, str], type: str) -> None:
    assert client.post("/api/pictures", params=query, content=digit, headers=PNG).json()["type"] == type


@pytest.mark.parametrize(
    "path",
    ["/api/pictures", "/api/pictures?tier=digits", "/api/trace", "/api/trace.npz", "/api/frame", "/api/shift-map",
     "/api/activation?model=digits-cnn&point=act1", "/api/mixing?model=digits-cnn&point=act1&row=0&column=0",
     "/api/residual?model=digits-resnet-20"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_before_the_answer_begins(client: TestClient, path: str) -> None:
    answer = client.post(path, content=b"no picture", headers=PNG)
    assert (answer.status_code, answer.json()["type"]) == (415, "picture-format")


@pytest.mark.parametrize(
    ("size", "shown"), [((1, 1024), (1, 256)), ((1024, 1), (256, 1)), ((1000, 500), (256, 128)), ((30, 20), (30, 20))]
)
def test_the_preview_of_a_line_is_a_line(client: TestClient, size: tuple[int, int], shown: tuple[int, int]) -> None:
    kept = client.post("/api/pictures", content=save(Image.new("RGB", size, "red"), "PNG"), headers=PNG).json()
    answer = client.get(f"/api/pictures/{kept['id']}.png")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).size == shown
