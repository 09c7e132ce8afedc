"""The measures of the residual stream, against forward passes of the tests' own."""

from dataclasses import replace

import pytest
import torch

from app.catalog.loaded_model import LoadedModel
from app.interpret import residual_stream
from models.registry import MODELS, load
from models.spec.entry import MAP
from models.spec.point import Point
from tests.support.shipped import X, loaded


def test_norms_are_those_of_an_independent_forward(fresh: LoadedModel) -> None:
    """Block by block, without the block's own forward."""
    model = fresh.model
    x = model.act1(model.bn1(model.conv1(X)))
    parts = residual_stream.stream(fresh, X, {})["parts"]
    for part, block in zip(parts, [*model.layer1, *model.layer2, *model.layer3], strict=True):
        added = block.bn2(block.conv2(block.act1(block.bn1(block.conv1(x)))))
        skip = block.downsample(x)
        assert part["measures"]["ratio"] == pytest.approx((added.norm() / skip.norm()).item(), rel=1e-4)
        assert part["measures"]["sum_norm"] == pytest.approx((added + skip).norm().item(), rel=1e-4)
        assert part["activation"] == "ReLU"
        assert part["resizes"] == (skip.shape != x.shape)
        x = (added + skip).relu()


def test_a_vits_two_branches_are_told_apart() -> None:
    vit = loaded("digits-vit", load("digits-vit"))
    parts = residual_stream.stream(vit, X, {})["parts"]
    assert [part["phase"] for part in parts] == ["spatial", "channel"] * 6
    assert [part["title"] for part in parts[:4]] == ["block 1", "block 1", "block 2", "block 2"]
    assert {part["activation"] for part in parts} == {None}


def test_blocks_between_the_stages_have_a_number_of_their_own() -> None:
    """A row may show some of the blocks only: the bars show all."""
    torch.manual_seed(0)
    entry = MODELS["digits-resnet-20"]
    points = (Point("layer1.2", "the third", "feature_map", MAP, "both"), entry.points[-1])
    some = LoadedModel.of("some", replace(entry, points=points), entry.build().eval().requires_grad_(False), [])
    parts = residual_stream.stream(some, X, {})["parts"]
    titles = [f"block {i + 1}" for i in range(9)]
    assert [part["title"] for part in parts] == [*titles[:2], "the third", *titles[3:]]
    assert [part["point"] for part in parts] == [None, None, "layer1.2", *[None] * 6]
    assert [part["phase"] for part in parts] == [None, None, "both", *[None] * 6]
