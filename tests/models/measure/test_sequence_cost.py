"""What a picture of n rows costs, against torch's own count and against formulas; and what waits for what."""

from collections.abc import Callable
from dataclasses import asdict

import pytest
import torch
from torch import nn

from models.architectures.recurrent import Recurrent
from models.architectures.vit import Attention
from models.entries.blank import FORMS
from models.measure.sequence_cost import SHIPPED, NotWaiting, Products, counted, picture
from models.registry import card, study

EVERY = [*(build for build, *_ in FORMS.values()), *(build for build, _ in SHIPPED.values())]


def of_modules(model: nn.Module, rows: int) -> tuple[int, int]:
    """Both terms another way, read off the modules: of a layer the size of its answer times what each number of it is summed
    over; of attention N² D for the scores and as much for the sums."""
    found = [0, 0]

    def layer(module: nn.Module, _: object, answer: torch.Tensor) -> None:
        found[0] += answer.numel() * module.get_parameter("weight")[0].numel()

    def attention(_: nn.Module, received: tuple[torch.Tensor], __: object) -> None:
        tokens, width = received[0].shape[1:]
        found[1] += 2 * tokens**2 * width

    for module in model.eval().modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(layer)
        elif isinstance(module, Attention):
            module.register_forward_hook(attention)
    with torch.no_grad():
        model(picture(rows))
    return found[0], found[1]


@pytest.mark.parametrize("rows", [28, 56])
@pytest.mark.parametrize("build", EVERY)
def test_both_terms_are_those_of_the_modules(build: Callable[[int], nn.Module], rows: int) -> None:
    found = counted(build(rows), rows)
    assert (found.linear, found.quadratic) == of_modules(build(rows), rows)


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
    with torch.no_grad(), Products(x) as products:
        side, after = a @ x + b @ x, b @ (a @ x).relu().T
    assert [products.behind(one) for one in (x, side, after)] == [0, 1, 2]
    assert (products.linear, products.quadratic) == (4 * 64, 0)
    with torch.no_grad(), Products(x) as products:
        x.T @ (a @ x)
    assert (products.linear, products.quadratic) == (64, 64)


def test_without_waiting_the_multiply_adds_are_the_same() -> None:
    model = Recurrent(56)
    x = picture(56)
    with torch.no_grad(), Products(x) as products:
        answer = NotWaiting(model)(x)
    assert (products.linear, products.quadratic) == of_modules(model, 56)
    assert products.behind(answer) == 2, "rows, or states, and the head"
    one_row = picture(56)[:, :, -1:]
    torch.testing.assert_close(answer, reading(model, one_row), rtol=0, atol=1e-5)


def test_what_the_page_shows_was_counted_so() -> None:
    """The shipped table, both terms by the modules, too; the longest lengths take seconds."""
    builders = {form: build for form, (build, *_) in FORMS.items()} | {name: build for name, (build, _) in SHIPPED.items()}
    found = study("cost")
    assert len(found["results"]) == len(builders) * len(found["lengths"])
    for one in [one for one in found["results"] if one["rows"] <= 224]:
        model, rows = builders[one["form"]](one["rows"]), one["rows"]
        assert (one["linear"], one["quadratic"]) == of_modules(builders[one["form"]](rows), rows)
        assert {key: one[key] for key in ("linear", "quadratic", "steps", "chain")} == asdict(counted(model, rows))


def reading(model: Recurrent, x: torch.Tensor) -> torch.Tensor:
    """What the network says that reads these rows alone."""
    short = Recurrent(x.shape[2])
    short.load_state_dict(model.state_dict())
    return short(x)
