"""Pictures that clients send: one call shows one as a model gets it, and what is none is refused alike everywhere."""

import hashlib
import io

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image
from timm.data import create_transform

from models.registry import MODELS, load
from tests.support.colour_profiles import wide_gamut
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
    [
        ({"tier": "none"}, "tier-unknown"),
        ({"model": "nobody"}, "model-unknown"),
        ({"model": ""}, "model-unknown"),
        ({"fit": "stretch"}, "invalid-parameter"),
    ],
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


def photo(size: tuple[int, int] = (702, 1094)) -> bytes:
    coarse = np.random.default_rng(0).integers(0, 256, (size[1] // 9, size[0] // 9, 3), np.uint8)
    picture = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return save(picture, "JPEG", quality=92, icc_profile=wide_gamut())


def test_a_large_photo_s_logits_are_those_of_the_model_s_own_preprocessing(client: TestClient) -> None:
    """702 x 1094 was reduced to 1,024 pixels before it was scaled: the logits were off by 0.80."""
    data, own = photo(), MODELS["photos-resnet"].input
    kept = client.post("/api/pictures", content=data, headers=PNG).json()
    assert (kept["width"], kept["height"]) == (702, 1094)
    call = {"models": "photos-resnet", "picture": kept["id"], "profile": "ignore"}
    served = np.load(io.BytesIO(client.post("/api/trace.npz", params=call).content))
    transform = create_transform(
        (3, own.height, own.width), interpolation=own.interpolation, mean=own.mean, std=own.std, crop_pct=own.crop_pct,
        crop_mode=own.crop_mode,
    )  # fmt: skip
    x = transform(Image.open(io.BytesIO(data)))
    assert np.abs(served["photos-resnet/input"] - x.numpy()).max() < 1e-5
    with torch.inference_mode():
        logits = load("photos-resnet")(x[None])[0].numpy()
    assert np.abs(served["photos-resnet/logits"] - logits).max() < 1e-3


def test_a_profile_is_followed_or_left_out_in_every_call(client: TestClient) -> None:
    data = photo((200, 200))
    kept = client.post("/api/pictures?tier=photos", content=data, headers=PNG).json()
    left_out = client.post("/api/pictures?tier=photos&profile=ignore", content=data, headers=PNG).json()
    assert kept["id"] == left_out["id"]
    assert [one["pattern"]["profile"] for one in (kept, left_out)] == ["Wide test"] * 2
    assert [one["pattern"]["read"][0]["reason"] for one in (kept, left_out)] == [
        "picture-profile-matrix",
        "picture-profile-left-out",
    ]
    asked = {"tier": "photos", "picture": kept["id"]}
    for profile, answer in (("convert", kept), ("ignore", left_out)):
        assert client.get("/api/pattern", params=asked | {"profile": profile}).json() == answer["pattern"]
    calls = [{"models": "photos-mlp", "profile": profile} for profile in ("convert", "ignore")]
    by_id = [client.post("/api/trace", params=call | {"picture": kept["id"]}).json()["traces"][0]["points"] for call in calls]
    by_body = [
        client.post("/api/trace", params=call, content=data, headers=PNG).json()["traces"][0]["points"] for call in calls
    ]
    assert by_id == by_body
    assert by_id[0] != by_id[1]
    assert client.get("/api/pattern", params=asked | {"profile": "yes"}).status_code == 422


def test_a_refused_picture_is_not_kept(client: TestClient) -> None:
    data = photo()[:3000]
    assert client.post("/api/pictures", content=data, headers=PNG).json()["type"] == "picture-broken"
    assert client.get(f"/api/pictures/{hashlib.sha256(data).hexdigest()}.png").status_code == 404
