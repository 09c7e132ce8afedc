"""What a picture of n rows costs, against torch's own count and against formulas; and what waits for what."""

from collections.abc import Callable
from dataclasses import asdict

import pytest
import torch
from torch import nn

from models.architectures.recurrent import Recurrent
from models.entries.blank import FORMS
from models.measure.macs import Products
from models.measure.sequence_cost import SHIPPED, Chain, NotWaiting, counted, picture
from models.registry import card, study

EVERY = [*(build for build, *_ in FORMS.values()), *(build for build, _ in SHIPPED.values())]


def torchs(model: nn.Module, rows: int) -> int:
    with torch.no_grad(), Products() as products:
        model.eval()(picture(rows))
    return products.macs


@pytest.mark.parametrize("rows", [28, 56])
@pytest.mark.parametrize("build", EVERY)
def test_the_modules_multiply_adds_are_torchs(build: Callable[[int], nn.Module], rows: int) -> None:
    found = counted(build(rows), rows)
    assert found.linear + found.quadratic == torchs(build(rows), rows)


@pytest.mark.parametrize("name", SHIPPED)
def test_at_a_digits_length_they_are_the_cards(name: str) -> None:
    found = counted(SHIPPED[name][0](28), 28)
    assert found.linear + found.quadratic == card(name)["macs"]


@pytest.mark.parametrize("rows", [28, 112])
def test_they_are_the_formulas(rows: int) -> None:
    rnn, lstm, vit = (counted(build(rows), rows) for build, *_ in FORMS.values())
    assert (rnn.linear, rnn.quadratic) == (rows * (28 * 96 + 96 * 96) + 96 * 10, 0)
    assert (lstm.linear, lstm.quadratic) == (rows * 4 * (28 * 44 + 44 * 44) + 44 * 10, 0)
    tokens, D = rows + 1, 24
    assert vit.linear == rows * 28 * D + 2 * tokens * (4 * D * D + 2 * D * 2 * D) + D * 10
    assert vit.quadratic == 2 * 2 * tokens**2 * D


@pytest.mark.parametrize("rows", [28, 56])
def test_a_recurrent_network_waits_for_every_row_and_a_vit_for_its_blocks(rows: int) -> None:
    """Six products of a block wait for each other: keys and queries, scores, sums, projection, and two of its MLP."""
    found = {form: counted(build(rows), rows) for form, (build, *_) in FORMS.items()}
    assert {form: (one.steps, one.chain) for form, one in found.items()} == {
        "rnn": (rows, rows + 1), "lstm": (rows, rows + 1), "vit": (2, 1 + 2 * 6 + 1),
    }  # fmt: skip
    assert counted(SHIPPED["digits-vit"][0](rows), rows).chain == 1 + 6 * 6 + 1


def test_what_stands_side_by_side_waits_for_nothing() -> None:
    a, b, x = (torch.randn(4, 4, generator=torch.Generator().manual_seed(seed)) for seed in range(3))
    with torch.no_grad(), Chain() as chain:
        side, after = a @ x + b @ x, b @ (a @ x).relu().T
    assert [chain.behind(one) for one in (x, side, after)] == [0, 1, 2]


def test_without_waiting_the_multiply_adds_are_the_same() -> None:
    model = Recurrent(56)
    with torch.no_grad(), Chain() as chain:
        answer = NotWaiting(model)(picture(56))
    assert torchs(NotWaiting(model), 56) == torchs(model, 56)
    assert chain.behind(answer) == 2, "rows, or states, and the head"
    one_row = picture(56)[:, :, -1:]
    torch.testing.assert_close(answer, reading(model, one_row), rtol=0, atol=1e-5)


def test_what_the_page_shows_was_counted_so() -> None:
    """Every length of the shipped table, the sum of both terms by torch's own formulas."""
    builders = {form: build for form, (build, *_) in FORMS.items()} | {name: build for name, (build, _) in SHIPPED.items()}
    found = study("cost")
    assert len(found["results"]) == len(builders) * len(found["lengths"])
    for one in found["results"]:
        model, rows = builders[one["form"]](one["rows"]), one["rows"]
        assert one["linear"] + one["quadratic"] == torchs(model, rows)
        assert {key: one[key] for key in ("linear", "quadratic", "steps", "chain")} == asdict(counted(model, rows))


def reading(model: Recurrent, x: torch.Tensor) -> torch.Tensor:
    """What the network says that reads these rows alone."""
    short = Recurrent(x.shape[2])
    short.load_state_dict(model.state_dict())
    return short(x)
