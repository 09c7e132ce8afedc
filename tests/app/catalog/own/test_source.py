"""Your own model: named by a setting, recorded like any other, and a clear word where it cannot be loaded."""

import io
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from app.catalog.building import building
from app.catalog.catalog import Catalog
from app.catalog.own.source import Own, own_models
from app.core.settings import Settings
from app.images.samples import sample_images
from app.main import create_app
from models.spec.errors import WeightsError
from tests.conftest import running, wait_until
from tests.support.decoding import decode_frame
from tests.support.own_models import HANGS, Moody, Small, small
from tests.support.tiny_timm import Opened

HERE = "tests.support.own_models"


def test_a_function_gives_a_model_with_points_and_attention() -> None:
    entry, model = Own(f"{HERE}:small").open()
    assert (entry.title, entry.family, entry.tier, entry.version, entry.labels) == (
        "Small", "vit", "own", "own", ("cat", "dog", "axolotl")
    )  # fmt: skip
    assert isinstance(model, Small)
    assert [point.pattern for point in entry.points if point.role == "attention"] == [
        "layers.0.self_attn",
        "layers.1.self_attn",
    ]
    assert Own(f"{HERE}:unlabelled").open()[0].labels == ("0", "1", "2")


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("silent", "does not say what pictures"),
        ("two_labels", "3 classes apart, but there are 2 labels"),
        ("image_to_image", "must return one tensor .batch, class."),
        ("half_an_input", "is not complete"),
        ("number", "must return an nn.Module.*returns int"),
        ("broken", "fails: FileNotFoundError: weights.pt"),
        ("leaving", "fails: SystemExit: 2"),
        ("nowhere", "fails: AttributeError"),
        ("exits", "fails: SystemExit: no GPU here"),
    ],
)
def test_a_function_that_gives_no_usable_model_says_why(function: str, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        Own(f"{HERE}:{function}").open()


def test_an_interrupt_of_its_own_is_a_failure_but_not_one_from_the_keyboard() -> None:
    with ThreadPoolExecutor(1) as pool:
        error = pool.submit(Own(f"{HERE}:interrupts").open).exception()
    assert isinstance(error, WeightsError)
    assert "fails: KeyboardInterrupt" in str(error)
    with pytest.raises(KeyboardInterrupt):  # Ctrl+C comes in the main thread
        Own(f"{HERE}:interrupts").open()


ODD = "tests.support.odd_models"


@pytest.mark.parametrize(
    ("function", "scores", "labels", "finding"),
    [
        ("dataclass", "softmax", ("0", "1", "2"), "(Output); “logits” is taken"),
        ("named_tuple", "softmax", ("0", "1", "2"), "“logits” is taken"),
        ("dictionary", "softmax", ("0", "1", "2"), "“out” is taken"),
        ("tuple_of_one", "softmax", ("0", "1", "2"), "“0” is taken"),
        ("second_head", "softmax", ("0", "1"), "“age” is taken"),
        ("one_logit", "sigmoid", ("dog",), "one number z: the share of “dog”"),
        ("one_share", "shares", ("1",), "one number from 0 to 1: the share of “1”"),
        ("softmaxed", "shares", ("0", "1", "2"), "shares that sum to 1"),
        ("by_hand", "shares", ("0", "1", "2"), "shares that sum to 1"),
        ("several_labels", "shares", ("0", "1", "2"), "need not sum to 1"),
        ("features", "softmax", (), None),
        ("half", "softmax", ("0", "1", "2"), "were float16; they were brought to float32"),
        ("double", "softmax", ("0", "1", "2"), "were float64"),
        ("casts_itself", "softmax", ("0", "1", "2"), "asks for bfloat16 by itself"),
        ("parallel", "softmax", ("0", "1", "2"), "inside DataParallel"),
        ("reads_arguments", "softmax", ("0", "1", "2"), None),
        ("noisy", "softmax", ("0", "1", "2"), "draws random numbers"),
        ("tensors_for_facts", "softmax", ("cat", "dog", "axolotl"), None),
    ],
)
def test_what_people_have_opens_and_what_was_done_is_said(
    function: str, scores: str, labels: tuple[str, ...], finding: str | None
) -> None:
    entry, model = Own(f"{ODD}:{function}").open()
    assert (entry.scores, entry.labels) == (scores, labels)
    assert (finding or "") in " ".join(map(str, entry.findings))
    assert bool(entry.findings) == (finding is not None)
    x = torch.randn(1, 3, 32, 32)
    assert torch.equal(model(x), model(x))
    assert model(x).dtype == torch.float32


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("two_heads", "2 rows of numbers for a picture"),
        ("wrong_size", "fails at a picture of 32 x 32 pixels with 3 channels: RuntimeError"),
        ("demands_arguments", "fails: SystemExit: 2"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_what_to_do(function: str, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        Own(f"{ODD}:{function}").open()


def test_what_belongs_to_the_process_is_put_back_and_said() -> None:
    def state() -> tuple[object, ...]:
        return (
            torch.get_num_threads(), torch.get_default_dtype(), torch.is_grad_enabled(),
            torch.are_deterministic_algorithms_enabled(), random.getstate(), float(torch.rand(())),
        )  # fmt: skip

    torch.manual_seed(5)
    before = state()
    torch.manual_seed(5)
    for function in ("changes_everything", "noisy"):
        entry, model = Own(f"{ODD}:{function}").open()
        model(torch.zeros(1, 3, 32, 32))
        assert "the number of torch's threads" in " ".join(map(str, entry.findings))
    assert state() == before


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("net.gray", "“net.gray” is no folder here, and neither"),
        ("net:gray()", "is no folder here, and neither"),
        ("nowhere/net.py:build", "There is no file net.py"),
        (__file__, "test_source.py is a file"),
    ],
)
def test_a_setting_that_is_mistyped_is_told_so(where: str, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        Own(where).open()


def test_names_come_from_the_function_or_the_folder(tmp_path: Path) -> None:
    named = own_models([f"{HERE}:small", f"local-dir:{tmp_path}/my model", str(tmp_path / "my model"), f"{HERE}:small"])
    assert list(named) == ["own-small", "own-my-model", "own-my-model-2", "own-small-2"]
    with pytest.raises(WeightsError, match="no folder my model") as caught:
        named["own-my-model"].open()
    assert str(tmp_path) not in str(caught.value)


@pytest.fixture(scope="module")
def client(opened: Callable[[str], Opened]):
    quitters = (f"{HERE}:exits", f"{HERE}:interrupts")  # first, so that the others are loaded after them
    models = (*quitters, f"{HERE}:small", f"{HERE}:broken", f"local-dir:{opened('vit').folder}")
    with TestClient(
        create_app(Settings(threads=2, model=models, request_deadline_seconds=60)), base_url="http://localhost"
    ) as client:
        wait_until(lambda: len(named(client, "own-small")["points"]) > 0, 60)
        yield client


@pytest.fixture
def moody() -> Iterator[TestClient]:
    """An own model as its process sees it: in the same process as what asks it."""
    catalog = Catalog((), sample_images)
    catalog.add("own-moody", Own(f"{HERE}:moody"))
    with TestClient(
        create_app(Settings(threads=2, request_deadline_seconds=60), catalog), base_url="http://localhost"
    ) as client:
        yield client


def named(client: TestClient, name: str) -> dict:
    return next(model for model in client.get("/api/models").json()["models"] if model["id"] == name)


def photo(rows: int, columns: int) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (rows, columns, 3), np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def ask(client: TestClient, call: str, **query: object):
    headers = {"Content-Type": "image/png"}
    return client.post(f"/api/{call}", params=query, content=photo(40, 64), headers=headers)  # type: ignore[arg-type]


def test_it_is_served_beside_the_others(client: TestClient, opened: Callable[[str], Opened]) -> None:
    wait_until(lambda: named(client, "own-broken")["status"] != "ready", 60)
    assert named(client, "own-broken")["status"].startswith("unavailable: tests.support.own_models:broken fails")
    assert client.get("/readyz").status_code == 200
    described = client.get("/api/models/own-small").json()
    assert (described["status"], described["tier"], described["labels"]) == ("ready", "own", ["cat", "dog", "axolotl"])
    assert described["precision"] == {"precision": "float32", "logits": 0.0}
    trace = ask(client, "trace.npz", models="own-small")
    arrays = np.load(io.BytesIO(trace.content))
    x = torch.from_numpy(arrays["own-small/input"])[None]
    with building(), torch.no_grad():  # the server may still be building another model
        expected = small()[0].eval()(x)[0]
    assert np.allclose(arrays["own-small/logits"], expected.numpy(), atol=1e-5)
    weights = arrays["own-small/layers.0.self_attn.softmax"]
    assert weights.shape == (2, 16, 16)
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    assert ask(client, "trace", models="own-broken").status_code == 503


def test_a_model_that_exits_is_unavailable_and_the_server_goes_on(client: TestClient) -> None:
    for name, said in (("own-exits", "SystemExit: no GPU here"), ("own-interrupts", "KeyboardInterrupt")):
        wait_until(lambda name=name: named(client, name)["state"] == "unavailable", 60)
        assert said in named(client, name)["status"]
        for _ in range(3):  # more often than there are workers
            assert ask(client, "trace", models=name).status_code == 503
    assert ask(client, "trace", models="own-small").status_code == 200


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), StopIteration(), MemoryError()])
def test_a_model_that_exits_in_a_pass_is_told_so_and_the_server_goes_on(
    moody: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    assert ask(moody, "trace", models="own-moody").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(Moody, "raises", error)
        for _ in range(3):
            answer = ask(moody, "trace", models="own-moody", dx=1)
            assert (answer.status_code, answer.json()["type"]) == (422, "model-fails")
            assert type(error).__name__ in answer.json()["detail"]
        assert len([one for one in caplog.records if one.exc_info]) == 1  # the traceback, once
    assert ask(moody, "trace", models="own-moody", dx=1).status_code == 200


def test_its_frames_move_by_whole_pixels(client: TestClient) -> None:
    name = next(
        model["id"]
        for model in client.get("/api/models").json()["models"]
        if model["note"].startswith("Your own model, from the folder")
    )
    still, moved = (decode_frame(ask(client, "frame", models=name, dx=dx, edge="wrap").content) for dx in (0, 16))
    pictures = []
    for header, body in (still, moved):
        shown = header["models"][0]["input"]
        assert (shown["shape"], shown["step"]) == ([3, 64, 64], 1)
        pictures.append(np.frombuffer(body, np.uint8, np.prod(shown["shape"]), shown["at"]).reshape(shown["shape"]))
        assert len(header["models"][0]["predictions"]) == 20
    assert np.array_equal(np.roll(pictures[0], 16, -1), pictures[1])
    patches = next(stage for stage in moved[0]["models"][0]["stages"] if stage["name"] == "patch_embed")
    assert patches["change"]["equivariance"] == pytest.approx(0, abs=1e-5)  # a whole patch: the map just moves


def test_who_listens_to_whom_is_answered_over_http(client: TestClient) -> None:
    query = {"model": "own-small", "point": "layers.1", "row": 1, "column": 2}
    answer = ask(client, "mixing", kind="share", level="input", **query).json()
    assert answer["estimate"] is None
    assert answer["grid"] == [32, 32]
    attention = ask(client, "mixing", kind="attention", **query).json()
    assert np.allclose(np.sum(attention["values"], axis=(-2, -1)), 1, atol=1e-5)


def test_a_function_that_hangs_stops_neither_the_server_nor_its_end() -> None:
    HANGS.clear()
    try:
        with running(model=(f"{HERE}:hanging",)) as live, httpx.Client(base_url=live.url, timeout=30) as http:
            ask = {"sample": "seven", "models": "digits-mlp", "stages": "photos-vit/blocks.0"}
            assert http.post("/api/frame", params=ask).status_code == 200
            assert http.get("/livez").status_code == 200
            start = time.monotonic()
            live.stop()
        assert time.monotonic() - start < 15
    finally:
        HANGS.set()
