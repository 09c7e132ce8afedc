"""What a recurrent network believes on the way: nothing it has not read yet counts, and at the end it is what it says."""

from typing import Any

import pytest
from fastapi.testclient import TestClient


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
