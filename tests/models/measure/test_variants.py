"""The same weights in another form: the model itself stays, and each variant against the function it stands for."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.architectures.gmlp import GMLP
from models.architectures.mlp import MLP
from models.architectures.mlp_mixer import Mixer
from models.architectures.resmlp import ResMLP
from models.architectures.se_resnet import SEResNet
from models.architectures.vit import ViT
from models.measure.transforms import permutation, transform
from models.measure.variants import VARIANTS, permuted_patches, permuted_pixels, variant

X = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))


def made(build: type[nn.Module]) -> nn.Module:
    """In float64, every parameter random: at initialisation some are zero, and permuting those says nothing."""
    torch.manual_seed(2)
    model = build().eval().double().requires_grad_(False)
    for parameter in model.parameters():
        parameter.copy_(torch.randn_like(parameter) / max(1, parameter.shape[-1]) ** 0.5)
    return model


def shuffled(text: str) -> Tensor:
    return torch.stack([transform(text)(image) for image in X]).double()


def test_a_variant_leaves_the_model_as_it_was_and_shares_its_weights() -> None:
    model = made(ViT)
    before, answer = {key: value.clone() for key, value in model.state_dict().items()}, model(X.double())
    other = variant(model, "no-positions")
    assert other is not None
    assert not torch.equal(other(X.double()), answer)
    assert torch.equal(model(X.double()), answer)
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert other.get_parameter("head.weight") is model.get_parameter("head.weight")


def test_without_positions_the_order_of_patches_is_nothing_and_wrong_ones_are_the_next_ones() -> None:
    model = made(ViT)
    bare, wrong = variant(model, "no-positions"), variant(model, "other-positions")
    assert bare is not None
    assert wrong is not None
    torch.testing.assert_close(bare(shuffled("patches:4:1")), bare(X.double()), rtol=1e-12, atol=1e-12)
    places = model.get_parameter("pos_embed")
    expected = torch.cat([places[:, :1], places[:, 2:], places[:, 1:2]], 1)
    assert torch.equal(wrong.get_parameter("pos_embed"), expected)
    assert torch.equal(bare.get_parameter("pos_embed")[:, 0], places[:, 0])  # the class token keeps its own


def test_padding_is_what_torch_pads() -> None:
    model = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.Conv2d(3, 2, 1)).eval().requires_grad_(False)
    first, _, last = model
    assert isinstance(first, nn.Conv2d)
    assert variant(model, "padding-zeros") is None  # it is so already
    for mode in ("circular", "reflect"):
        other = variant(model, f"padding-{mode}")
        assert other is not None
        wide = functional.pad(X, (1, 1, 1, 1), mode=mode)
        expected = last(torch.relu(functional.conv2d(wide, first.weight, first.bias)))
        torch.testing.assert_close(other(X), expected)
        assert variant(other, "padding-zeros") is not None
    assert {what for what in VARIANTS if variant(made(MLP), what)} == set()


@pytest.mark.parametrize("build", [ViT, Mixer, ResMLP, GMLP])
def test_the_family_does_not_know_the_order_of_patches(build: type[nn.Module]) -> None:
    model = made(build)
    other = permuted_patches(model, permutation(49, 1))
    assert other is not None
    answer = model(X.double())
    assert (model(shuffled("patches:4:1")) - answer).abs().max() > 1e-6 * answer.abs().max()
    torch.testing.assert_close(other(shuffled("patches:4:1")), answer, rtol=1e-10, atol=1e-10)
    assert permuted_patches(model, permutation(48, 1)) is None
    assert permuted_pixels(model, permutation(784, 1)) is None


def test_the_perceptrons_family_does_not_know_the_order_of_pixels() -> None:
    model = made(MLP)
    other = permuted_pixels(model, permutation(784, 1))
    assert other is not None
    torch.testing.assert_close(other(shuffled("pixels:1")), model(X.double()), rtol=1e-10, atol=1e-10)
    assert permuted_patches(model, permutation(49, 1)) is None
    assert permuted_patches(made(SEResNet), permutation(49, 1)) is None  # its gates are no matrices over patches
