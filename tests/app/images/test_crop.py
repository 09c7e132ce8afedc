"""Which part of a photograph a model gets when somebody has chosen it; the middle is compared with timm in tests/timm."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.images.crop import MIDDLE, Part, box_of, crop
from app.images.original import Original
from app.images.preprocess import prepare
from models.registry import MODELS
from models.spec.entry import DIGIT, Input

INPUT = MODELS["photos-vit"].input
SQUASH = Input(64, 64, 3, (0.0,) * 3, (1.0,) * 3, "crop", 0.875, "squash")


def places(width: int, height: int) -> Image.Image:
    """Red says the column, green the row, each from 0 to 255 over the picture."""
    red, green = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.rint(np.stack([red, green, 0 * red], -1)).astype(np.uint8))


@pytest.mark.parametrize("size", [(640, 400), (400, 640), (300, 300)])
@pytest.mark.parametrize("part", [Part(0, 0, 1), Part(1, 0.25, 1), Part(0.3, 0.8, 0.5), Part(0.5, 0.5, 0.25)])
@pytest.mark.parametrize("input", [INPUT, SQUASH])
def test_the_part_that_was_asked_for_is_what_the_model_gets(size: tuple[int, int], part: Part, input: Input) -> None:
    left, top, right, bottom = box_of(size, input, part)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    image = crop(Original(places(*size)), input, part)
    columns = (np.arange(64) + 0.5) / 64 * (right - left) + left - 0.5  # where each pixel's middle lies in the picture
    rows = (np.arange(64) + 0.5) / 64 * (bottom - top) + top - 0.5
    inner = slice(4, -4)  # the filter has less to average at the edge of the picture
    assert abs(image[0, :, inner] - columns[inner] / (size[0] - 1)).max() < 0.006
    assert abs(image[1, inner].T - rows[inner] / (size[1] - 1)).max() < 0.006


@pytest.mark.parametrize("size", [(640, 400), (97, 64), (64, 64)])
def test_the_middle_lies_in_the_middle(size: tuple[int, int]) -> None:
    left, top, right, bottom = box_of(size, INPUT)
    assert left + right == pytest.approx(size[0])
    assert top + bottom == pytest.approx(size[1])
    assert min(right - left, bottom - top) == pytest.approx(min(size), rel=0.02)
    # Scaled whole and then cut, or cut and then scaled: the same picture, but for where the last pixel is rounded to.
    nearly = crop(Original(places(*size)), INPUT, Part(0.5, 0.5, 0.999))
    assert abs(nearly - crop(Original(places(*size)), INPUT, MIDDLE)).mean() < 0.01


def test_what_shows_the_whole_picture_cuts_nothing() -> None:
    border = Input(64, 64, 3, (0.2,) * 3, (1.0,) * 3, "crop", 1.0, "border")
    picture = places(200, 100)
    assert box_of(picture.size, border, Part(0, 0, 0.5)) == (0, 0, 200, 100)
    assert (crop(Original(picture), border, Part(0, 0, 0.5)) == crop(Original(picture), border)).all()


def test_digits_know_no_part() -> None:
    picture = Image.fromarray(np.pad(np.full((60, 20), 255, np.uint8), 20)).convert("RGB")
    assert (prepare(Original(picture), DIGIT, "0.1,0.2,0.5").image == prepare(Original(picture), DIGIT, "auto").image).all()
    assert prepare(Original(picture), DIGIT, "0.1,0.2,0.5").cut is None


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_part_over_http(client: TestClient) -> None:
    picture = places(640, 400)
    kept = client.post("/api/pictures", content=png(picture), headers={"Content-Type": "image/png"}).json()
    named: dict[str, Any] = {"tier": "photos", "model": "photos-vit", "picture": kept["id"]}
    middle = client.get("/api/pattern", params=named).json()
    assert middle["steps"] is None
    assert middle["cut"] == {"box": [120.0, 0.0, 520.0, 400.0], "width": 640, "height": 400} | {"box": middle["cut"]["box"]}
    assert middle["cut"]["box"] == pytest.approx([120, 0, 520, 400], abs=3)
    left = client.get("/api/pattern", params=named | {"fit": "0,0.5,0.5"}).json()
    assert left["cut"]["box"] == pytest.approx([0, 100, 200, 300], abs=3)
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(left["png"]))), np.float32) / 255
    assert abs(shown.transpose(2, 0, 1) - crop(Original(picture), INPUT, Part(0, 0.5, 0.5))).max() <= 0.5 / 255 + 1e-6
    answers = [
        client.post("/api/trace", params={"picture": kept["id"], "models": "photos-vit", "fit": fit}).json()["traces"][0][
            "predictions"
        ]
        for fit in ("auto", "0.5,0.5,1", "0,0.5,0.5")
    ]
    assert answers[0] == answers[1] != answers[2]


@pytest.mark.parametrize(
    "fit", ["everything", "0.5,0.5", "0.5,0.5,0", "0.5,0.5,0.04", "1.5,0,1", "-0.1,0,1", "nan,0,1", "0,0,1\n"]
)
def test_a_part_that_is_none_is_refused(client: TestClient, fit: str) -> None:
    answer = client.get("/api/pattern", params={"tier": "digits", "sample": "seven", "fit": fit})
    assert answer.status_code == 422
    assert "fit" in answer.json()["detail"]


def test_a_link_shows_where_its_picture_was_cut(client: TestClient) -> None:
    for size, seen in (((640, 400), (256, 160)), ((40, 30), (40, 30))):
        kept = client.post("/api/pictures", content=png(places(*size)), headers={"Content-Type": "image/png"}).json()
        preview = client.get(f"/api/pictures/{kept['id']}.png")
        assert preview.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(preview.content)).size == seen
    assert client.get(f"/api/pictures/{'0' * 64}.png").json()["type"].endswith("picture-unknown")
