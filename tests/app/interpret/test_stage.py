"""A stage and what belongs to it: its operator, passes that do not mix, and no hook that stays."""

from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor

from app.interpret.mixing_shares import block_row, operator_row
from tests.support.shipped import case, near, quiet


def test_reading_leaves_no_hook_behind() -> None:
    vit = case("digits-vit")
    block_row(vit.stage("blocks.1"), vit.x, 1, quiet)
    operator_row(vit.stage("blocks.1"), vit.x, 1, quiet)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in vit.model.modules())


def test_a_pattern_takes_the_points_own_numbers() -> None:
    assert case("digits-vit").stage("blocks.4").operator_name == "blocks.4.attn"


def test_questions_asked_at_the_same_time_do_not_mix() -> None:
    """Passes over one model wait for each other, also where a question runs only one of its modules."""
    vit = case("digits-vit")
    stage, pictures = vit.stage("blocks.1"), [torch.randn(1, 1, 28, 28, dtype=torch.double) for _ in range(6)]

    def answer(x: Tensor) -> tuple[Tensor, Tensor]:
        row = operator_row(stage, x, 5, quiet).shares
        return row, vit.recorder.run(x)["blocks.1.attn.softmax"]

    alone = [answer(x) for x in pictures]
    with ThreadPoolExecutor(max_workers=6) as pool:
        together = list(pool.map(answer, pictures * 5))
    for (row, attention), (expected_row, expected_attention) in zip(together, alone * 5, strict=True):
        assert near(row, expected_row)
        assert near(attention, expected_attention)
