"""Questions and their answers: refusals are sentences, summaries are arithmetic on the shares."""

import math

import pytest
import torch

from app.core.errors import NoAnswer
from app.interpret.mixing_queries import Query, laid_out, one_of, row
from tests.app.interpret.test_mixing_matrices import PICTURE, stage


def quiet(done: int, of: int) -> None:
    """Nobody watches the progress."""


@pytest.mark.parametrize(
    ("model", "name", "query"),
    [
        ("digits-vit", "blocks.0", Query(row=7, column=0)),
        ("digits-vit", "blocks.0", Query(row=0, column=-1)),
        ("digits-vit", "blocks.0", Query()),
        ("digits-vit", "blocks.0", Query(token=50)),
        ("digits-vit", "blocks.0", Query(unit=1)),
        ("digits-mlp", "act1", Query(row=0, column=0)),
        ("digits-mlp", "act1", Query(unit=512)),
        ("digits-cnn", "gap", Query(unit=1)),
        ("digits-vit", "pos_drop", Query(row=0, column=0)),
    ],
)
def test_a_query_that_has_no_answer_is_refused_in_a_sentence(model: str, name: str, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"\w+ \w+ \w+"):
        row(stage(model, name), PICTURE, query, "operator", quiet)


def test_a_number_that_there_is_not_is_told_as_data() -> None:
    with pytest.raises(NoAnswer, match=r"There is no number 50: there are 50 tokens in “block 1”, counted from 0\.") as refused:
        row(stage("digits-vit", "blocks.0"), PICTURE, Query(token=50), "operator", quiet)
    told = refused.value.sentence.as_dict()
    assert told["values"] | {"several": told["values"]["several"]["reason"]} == {
        "number": 50, "count": 50, "several": "several-tokens", "point": "block 1",
    }  # fmt: skip


def test_the_class_token_may_ask() -> None:
    answer = row(stage("digits-vit", "blocks.3"), PICTURE, Query(token=0), "operator", quiet)
    assert sum(map(sum, answer["values"])) + sum(answer["prefix"]) == pytest.approx(1, abs=1e-5)
    assert answer["summary"]["mean_distance"] is None


@pytest.mark.parametrize("level", ["operator", "block", "input"])
def test_summaries_are_those_of_the_shares(level: str) -> None:
    answer = row(stage("digits-mixer", "blocks.2"), PICTURE, Query(row=2, column=5), level, quiet)
    shares, side = torch.tensor(answer["values"]).double(), answer["pixels"]
    own = shares[2 * 4 // side : 3 * 4 // side, 5 * 4 // side : 6 * 4 // side]
    entropy = -(shares * shares.clamp(min=1e-30).log()).sum()
    far = [
        value * math.hypot((c + 0.5) * side - 22, (r + 0.5) * side - 10)
        for r, line in enumerate(shares.tolist())
        for c, value in enumerate(line)
    ]
    assert answer["summary"]["self"] == pytest.approx(float(own.sum()), abs=1e-6)
    assert answer["summary"]["effective_sources"] == pytest.approx(float(entropy.exp()), rel=1e-4)
    assert answer["summary"]["mean_distance"] == pytest.approx(sum(far), rel=1e-4)


def test_a_row_of_the_matrix_is_laid_out_per_head() -> None:
    answer = one_of(stage("digits-vit", "blocks.1"), PICTURE, Query(row=0, column=0), "attention")
    assert torch.tensor(answer["values"]).shape == (4, 7, 7)
    assert torch.tensor(answer["prefix"]).shape == (4, 1)


def test_a_dead_unit_has_no_share_and_says_none() -> None:
    assert laid_out(torch.full((4,), float("nan")), 0, (2, 2))["values"] is None
