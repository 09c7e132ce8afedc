"""What a recurrent network believes on the way: nothing it has not read yet counts, and at the end it is what it says."""

from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient

from app.images.samples import sample_images
from app.interpret.reading import reach
from models.registry import load
from models.spec.entry import DIGIT
from models.spec.normalise import normalise
from tests.support.shipped import loaded


def read(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/reading", params={"sample": "seven", "model": "digits-lstm"} | query)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["steps"]
    return found


def test_the_last_belief_is_the_answer_and_the_first_rows_tell_nothing(client: TestClient) -> None:
    steps = read(client, dx=2)
    assert [one["point"] for one in steps] == [f"steps.{row}" for row in range(28)]
    trace = client.post("/api/trace", params={"sample": "seven", "models": ["digits-lstm"], "dx": 2}).json()
    said = {one["index"]: one["calibrated"] for one in trace["traces"][0]["predictions"]}
    assert all(steps[-1]["shares"][index] == pytest.approx(share, abs=1e-6) for index, share in said.items())
    assert all(sum(one["shares"]) == pytest.approx(1, abs=1e-5) for one in steps)
    # Black rows are the same for every picture: nothing of the digit is known after the first.
    assert steps[0]["shares"] == pytest.approx(read(client, sample="three")[0]["shares"])
    assert steps[-1]["shares"] != pytest.approx(read(client, sample="three")[-1]["shares"])


def test_a_network_that_sees_everything_at_once_has_no_rows_to_stop_after(client: TestClient) -> None:
    answer = client.post("/api/reading", params={"sample": "seven", "model": "digits-vit"})
    assert answer.status_code == 422
    assert answer.json()["reason"] == "reading-at-once"


def reached(client: TestClient, model: str) -> dict[str, Any]:
    answer = client.post("/api/reading/reach", params={"sample": "seven", "model": model})
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_state_holds_of_each_row_what_the_chain_of_states_says() -> None:
    """By hand: ∂h_j/∂x_i = D_j U D_j-1 U … D_i W, D the slopes of the tanh; and its gradient back from the head."""
    model = load("digits-rnn")
    x = normalise(sample_images("digits", DIGIT)[0], DIGIT)[None]
    found = reach(loaded("digits-rnn", model), x, lambda done, of: None)
    assert found["class"] == int(model(x).argmax())
    w = {name: value.double() for name, value in model.state_dict().items()}
    h, states = torch.zeros(96, dtype=torch.float64), []
    for row in x[0, 0].double():
        h = torch.tanh(w["row.weight"] @ row + w["row.bias"] + w["state.weight"] @ h)
        states.append(h)
    slope = w["head.weight"].T @ ((w["head.weight"] @ h + w["head.bias"]).softmax(0) - torch.eye(10)[found["class"]])
    for j in range(27, -1, -1):
        assert found["steps"][j]["norm"] == pytest.approx(slope.norm().item(), rel=1e-2, abs=1e-9)
        slope = w["state.weight"].T @ (slope * (1 - states[j] ** 2))
    for j in (0, 9, 27):
        through, norms = torch.eye(96, dtype=torch.float64), torch.zeros(28, dtype=torch.float64)
        for i in range(j, -1, -1):
            through = through * (1 - states[i] ** 2)
            norms[i] = (through @ w["row.weight"]).norm()
            through = through @ w["state.weight"]
        assert found["steps"][j]["shares"] == pytest.approx((norms / norms.sum()).tolist(), rel=1e-3, abs=1e-6)


def test_no_row_that_was_not_read_has_a_share(client: TestClient) -> None:
    for row, step in enumerate(reached(client, "digits-lstm")["steps"]):
        assert sum(step["shares"]) == pytest.approx(1, abs=1e-5)
        assert all(share > 0 for share in step["shares"][: row + 1])
        assert not any(step["shares"][row + 1 :])


def test_only_what_is_read_row_by_row_reaches_back(client: TestClient) -> None:
    answer = client.post("/api/reading/reach", params={"sample": "seven", "model": "digits-vit"})
    assert (answer.status_code, answer.json()["reason"]) == (422, "reading-at-once")
