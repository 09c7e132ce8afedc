"""Which of what a model returns is its answer."""

import pytest
import torch

from app.catalog.own.answer import choose
from models.spec.errors import WeightsError

ROW, MAP = torch.arange(4.0)[None], torch.zeros(1, 8, 4, 4)


@pytest.mark.parametrize(
    ("output", "path"),
    [
        (ROW, ()),
        (ROW.reshape(1, 4, 1, 1), ()),
        (ROW[0], None),
        ((ROW, MAP), (0,)),
        ({"maps": [MAP], "out": {"scores": ROW}}, ("out", "scores")),
        ({"logits": ROW, "pooled": ROW}, ("logits",)),
        ((ROW[:, :2], ROW), (1,)),
    ],
)
def test_the_only_row_is_taken_or_the_one_called_logits_or_the_one_with_as_many_as_labels(output, path) -> None:
    if path is None:
        with pytest.raises(WeightsError, match=r"it returns \(4,\)"):
            choose(output, None, None)
        return
    chosen = choose(output, None, 4)
    assert chosen.path == path
    assert torch.equal(chosen(output), ROW)


def test_one_number_for_a_picture_may_come_without_axes() -> None:
    assert choose(torch.tensor(3.0), None, None)(torch.tensor([1.0, 2.0])).tolist() == [[1], [2]]


def test_several_heads_are_refused_with_the_line_that_chooses_one() -> None:
    heads = {"kind": ROW, "age": ROW[:, :2]}
    with pytest.raises(WeightsError, match=r"kind \(4\), age \(2\). Say which is the answer: facts\['output'\] = 'kind'"):
        choose(heads, None, None)
    assert choose(heads, ("age",), None)(heads).shape == (1, 2)
    with pytest.raises(WeightsError, match=r"answer is “sex”, but the model returns no such thing\. It returns kind, age"):
        choose(heads, ("sex",), None)


def test_other_number_types_come_as_float32() -> None:
    assert choose(ROW.half(), None, None)(ROW.half()).dtype == torch.float32
