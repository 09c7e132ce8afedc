"""Residual sums found by what is added, against each architecture's own anatomy, and the lesion against weights set to zero."""

import copy

import pytest
import torch
from torch import Tensor, nn

from models.architectures.resnet import ResNet
from models.architectures.resnet_preact import PreActResNet
from models.measure.leaving_out import blocks, left_out, removable, without, without_blocks
from models.measure.residual_sums import Sums, residual_sums
from models.registry import MODELS
from models.spec.entry import DIGIT
from models.training.evaluate import accuracy
from models.training.lesion import lesions

X = torch.randn(2, 1, 28, 28, generator=torch.Generator().manual_seed(3))


def built(name: str) -> nn.Module:
    torch.manual_seed(1)
    return MODELS[name].build().eval().requires_grad_(False)


def hooked(model: nn.Module, *names: str) -> dict[str, Tensor]:
    """What the named modules put out, by a hook of the test's own."""
    seen: dict[str, Tensor] = {}
    handles = [
        model.get_submodule(name).register_forward_hook(lambda _m, _i, out, name=name: seen.update({name: out.clone()}))
        for name in names
    ]
    model(X)
    for handle in handles:
        handle.remove()
    return seen


@pytest.mark.parametrize(
    ("name", "branches", "count"),
    [
        ("digits-resnet-20", ["layer1.0.branch", "layer2.0.branch", "layer3.2.branch"], 9),
        ("digits-resnet-56", ["layer1.0.branch", "layer2.0.branch", "layer3.8.branch"], 27),
        ("digits-preact-20", ["stages.0.blocks.0.branch", "stages.1.blocks.0.branch"], 9),
        ("digits-se-resnet-20", ["layer1.0.branch", "layer3.2.branch"], 9),
        ("digits-efficientnet-0", ["blocks.0.0.branch", "blocks.2.2.branch"], 4),
        ("digits-vit", ["blocks.0.attn", "blocks.0.mlp", "blocks.5.mlp"], 12),
        ("digits-resmlp", ["blocks.3.branch1", "blocks.3.branch2"], 12),
        ("digits-gmlp", ["blocks.0.branch", "blocks.5.branch"], 6),
        ("digits-mixer", ["blocks.0.mlp_channels", "blocks.5.mlp_channels"], 12),
    ],
)
def test_each_branch_is_found_and_is_what_its_module_puts_out(name: str, branches: list[str], count: int) -> None:
    model = built(name)
    found = residual_sums(model, X)
    assert len({one.name for one in found}) == len(found) == count
    for path, added in hooked(model, *branches).items():
        block = path.rpartition(".")[0]
        mine = [one for one in found if one.block == block]
        assert any(torch.equal(one.branch, added) for one in mine), path
        assert len(mine) == (2 if name in ("digits-vit", "digits-mixer", "digits-resmlp") else 1)


def test_the_mixers_first_branch_is_its_token_mixing_turned() -> None:
    model = built("digits-mixer")
    mixed = hooked(model, "blocks.0.mlp_tokens")["blocks.0.mlp_tokens"]
    assert torch.equal(residual_sums(model, X)[0].branch, mixed.transpose(1, 2))


@pytest.mark.parametrize("name", ["digits-mlp", "digits-cnn", "digits-plain-20", "digits-densenet", "digits-mobilenet"])
def test_networks_that_add_nothing_have_none(name: str) -> None:
    assert residual_sums(built(name), X) == []


def test_what_follows_on_a_sum_is_told_only_where_nothing_else_gets_it() -> None:
    assert {one.then for one in residual_sums(built("digits-resnet-20"), X)} == {"relu"}
    assert "relu" not in {one.then for one in residual_sums(built("digits-preact-20"), X)}


def test_preact_the_last_state_is_the_first_plus_all_that_was_added() -> None:
    """x_L − x_0 = Σ F within each stage, exactly up to rounding."""
    model = built("digits-preact-20").double()
    found = residual_sums(model, X.double())
    for first in (0, 4, 7):  # a stage, without the block that changes size
        stage = found[first : 3 * (first // 3) + 3]
        end = stage[-1].skip + stage[-1].branch
        total = torch.stack([one.branch for one in stage]).sum(0)
        torch.testing.assert_close(end - stage[0].skip, total, rtol=0, atol=1e-12)
        assert total.abs().max() > 0.1


@pytest.mark.parametrize("build", [ResNet, PreActResNet])
def test_a_branch_switched_off_is_one_whose_last_weights_are_zero(build: type[nn.Module]) -> None:
    """Post-activation: the last norm's gain and offset at 0. Pre-activation: the last convolution's."""
    torch.manual_seed(2)
    model = build(20).eval().requires_grad_(False)
    name = residual_sums(model, X)[4].name
    silent = copy.deepcopy(model)
    block = silent.get_submodule(name)
    last = block.bn2 if build is ResNet else block.conv2
    for parameter in last.parameters():
        parameter.zero_()
    with Sums(model, X, without([name])):
        switched = model(X)
    torch.testing.assert_close(switched, silent(X), rtol=0, atol=1e-6)
    assert not torch.allclose(switched, model(X))


def test_a_zero_branch_is_the_identity() -> None:
    """With every branch off, a pre-activation stage hands on what it gets, and so do the blocks of a ViT."""
    model = built("digits-preact-20")
    x = torch.randn(2, 64, 7, 7)
    part = model.stages[2].blocks[1:]
    names = [one.name for one in residual_sums(part, x)]
    with Sums(part, x, without(names)):
        assert torch.equal(part(x), x)
    tokens = torch.randn(2, 50, 64)
    vit = built("digits-vit").blocks
    with Sums(vit, tokens, without(one.name for one in residual_sums(vit, tokens))):
        assert torch.equal(vit(tokens), tokens)


def test_sums_written_in_place_are_found_and_switched_off() -> None:
    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc, self.act = nn.Linear(5, 5), nn.ReLU(inplace=True)

        def forward(self, x: Tensor) -> Tensor:
            f = self.fc(x)
            f += x
            return self.act(f)

    model, x = Block().requires_grad_(False), torch.randn(3, 5)
    (one,) = residual_sums(model, x)
    assert (one.name, one.then) == ("fc", "relu")
    assert torch.equal(one.branch, model.fc(x))
    assert torch.equal(one.skip, x)
    with Sums(model, x, without(["fc"])):
        assert torch.equal(model(x), x.relu())


def test_repeated_blocks_are_the_innermost_ones() -> None:
    assert blocks(built("digits-preact-20")) == [f"stages.{stage}.blocks.{i}" for stage in range(3) for i in range(3)]
    assert len(blocks(built("digits-plain-56"))) == 27
    assert blocks(built("digits-cnn")) == []
    assert blocks(built("digits-efficientnet-0"))[:3] == ["blocks.0.0", "blocks.1.0", "blocks.1.1"]


def test_lesions_are_the_accuracies_without_each_part() -> None:
    model, images, labels = built("digits-resnet-20"), torch.rand(30, 1, 28, 28), torch.arange(30) % 10
    found = lesions(model, images, labels, DIGIT)
    assert [row["block"] for row in found["lesion"]] == [one.name for one in residual_sums(model, X)]
    assert "30 pictures that no training has seen" in found["lesion_protocol"]
    assert found["lesion_whole"] == accuracy(model, images, labels, DIGIT)
    name = found["lesion"][3]["block"]
    silent = copy.deepcopy(model)
    for parameter in silent.get_submodule(name).bn2.parameters():
        parameter.zero_()
    right = (silent((images - 0.1307) / 0.3081).argmax(-1) == labels).double().mean().item()
    assert found["lesion"][3]["top1"] == pytest.approx(100 * right, abs=0.01)


def test_a_plain_network_loses_whole_blocks_where_the_sizes_allow_it() -> None:
    model = built("digits-plain-20")
    assert list(removable(model, lambda names: without_blocks(model, X, names))) == [
        name for name in blocks(model) if name not in ("layer2.0", "layer3.0")
    ]
    before = model(X)
    with left_out(model, ["layer1.1"]):
        without_it = model(X)
    x = model.layer1[0](model.act1(model.bn1(model.conv1(X))))
    expected = model.fc(model.global_pool(model.layer3(model.layer2(model.layer1[2](x)))))
    assert torch.equal(without_it, expected)
    assert torch.equal(model(X), before), "and it is back"
    assert lesions(built("digits-cnn"), torch.rand(2, 1, 28, 28), torch.tensor([1, 2]), DIGIT) == {}
