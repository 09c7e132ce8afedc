"""The four architectures against independent implementations, and the identities that make each family what it is."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from timm.models.mlp_mixer import MlpMixer
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor, nn

from models.architectures.cnn import CNN
from models.architectures.mlp import MLP
from models.architectures.mlp_mixer import Mixer
from models.architectures.vit import ViT
from models.registry import MODELS, load


def digit_like(count: int = 4) -> Tensor:
    """Strokes on black in the range of normalised MNIST."""
    image = torch.zeros(count, 1, 28, 28)
    for index in range(count):
        image[index, 0, 5:23, 11 + index : 14 + index] = 1.0
        image[index, 0, 8 + index : 11 + index, 7:21] = 0.8
    return (image - 0.1307) / 0.3081


@pytest.fixture(params=["noise", "digit"])
def x(request: pytest.FixtureRequest) -> Tensor:
    return torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)) if request.param == "noise" else digit_like()


@pytest.mark.parametrize(("build", "count"), [(MLP, 535_818), (CNN, 288_170), (ViT, 205_962), (Mixer, 240_240)])
def test_number_of_parameters(build: type[nn.Module], count: int) -> None:
    assert sum(parameter.numel() for parameter in build().parameters()) == count


# -- the same function, written by somebody else or in another way


@pytest.mark.parametrize("name", ["digits-vit", "digits-vit-shifted"])
def test_vit_is_timms(name: str, x: Tensor) -> None:
    ours = load(name)
    timms = VisionTransformer(
        img_size=28, patch_size=4, in_chans=1, num_classes=10, embed_dim=64, depth=6, num_heads=4, mlp_ratio=2
    ).eval()
    timms.load_state_dict(ours.state_dict(), strict=True)
    torch.testing.assert_close(ours(x), timms(x), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", ["digits-mixer", "digits-mixer-shifted"])
def test_mixer_is_timms(name: str, x: Tensor) -> None:
    ours = load(name)
    timms = MlpMixer(
        img_size=28, patch_size=4, in_chans=1, num_classes=10, embed_dim=64, num_blocks=6, mlp_ratio=(1.0, 4.0)
    ).eval()
    timms.load_state_dict(ours.state_dict(), strict=True)
    torch.testing.assert_close(ours(x), timms(x), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", ["digits-mlp", "digits-mlp-shifted"])
def test_mlp_is_three_matrices(name: str, x: Tensor) -> None:
    model = load(name)
    w = model.state_dict()
    hidden = (x.reshape(4, 784) @ w["fc1.weight"].T + w["fc1.bias"]).clamp(min=0)
    hidden = (hidden @ w["fc2.weight"].T + w["fc2.bias"]).clamp(min=0)
    torch.testing.assert_close(model(x), hidden @ w["head.weight"].T + w["head.bias"], rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", ["digits-cnn", "digits-cnn-shifted"])
def test_cnn_is_six_convolutions(name: str, x: Tensor) -> None:
    """Written with the sliding window unfolded, and with the norm's four numbers per channel merged into two."""
    model = load(name)
    w = model.state_dict()
    y = x
    for number in range(1, 7):
        kernel = w[f"conv{number}.weight"]
        B, _, H, W = y.shape
        y = (kernel.flatten(1) @ F.unfold(y, kernel_size=3, padding=1)).reshape(B, len(kernel), H, W)
        gain = w[f"bn{number}.weight"] / (w[f"bn{number}.running_var"] + 1e-5).sqrt()
        y = (y - w[f"bn{number}.running_mean"][:, None, None]) * gain[:, None, None] + w[f"bn{number}.bias"][:, None, None]
        y = y.clamp(min=0)
        if number in (2, 4):
            y = y.reshape(B, len(kernel), H // 2, 2, W // 2, 2).amax(dim=(3, 5))
    torch.testing.assert_close(model(x), y.mean(dim=(2, 3)) @ w["head.weight"].T + w["head.bias"], rtol=0, atol=1e-4)


# -- ViT


def test_attention_rows_sum_to_one(x: Tensor) -> None:
    model = load("digits-vit")
    seen: list[Tensor] = []
    handles = [block.attn.softmax.register_forward_hook(lambda *call: seen.append(call[2])) for block in model.blocks]
    model(x)
    for handle in handles:
        handle.remove()
    assert [tuple(attention.shape) for attention in seen] == [(4, 4, 50, 50)] * 6
    for attention in seen:
        assert attention.min() >= 0
        torch.testing.assert_close(attention.sum(-1), torch.ones(4, 4, 50))


def test_vit_without_positions_does_not_know_the_order_of_the_patches(x: Tensor) -> None:
    model = load("digits-vit").double()
    tokens = model.patch_embed(x.double())
    order = torch.randperm(49, generator=torch.Generator().manual_seed(2))
    plain, shuffled = model.blocks(tokens), model.blocks(tokens[:, order])
    torch.testing.assert_close(plain[:, order], shuffled, rtol=0, atol=1e-10)
    position = model.pos_embed[:, 1:]
    plain, shuffled = model.blocks(tokens + position), model.blocks(tokens[:, order] + position)
    assert (plain[:, order] - shuffled).abs().max() > 0.1, "with positions, the order matters"


# -- Mixer


def test_token_mixing_is_the_same_for_each_channel() -> None:
    mix = load("digits-mixer").double().blocks[0].mlp_tokens
    x = torch.randn(2, 49, 64, dtype=torch.float64)
    order = torch.randperm(64)
    torch.testing.assert_close(mix(x[..., order].transpose(1, 2)), mix(x.transpose(1, 2))[:, order], rtol=0, atol=1e-12)


def test_channel_mixing_is_the_same_for_each_token() -> None:
    mix = load("digits-mixer").double().blocks[0].mlp_channels
    x = torch.randn(2, 49, 64, dtype=torch.float64)
    order = torch.randperm(49)
    torch.testing.assert_close(mix(x[:, order]), mix(x)[:, order], rtol=0, atol=1e-12)


# -- CNN: what a shift does to a stack of convolutions at stride 1


def convolutions(padding_mode: str) -> nn.Sequential:
    """The trained first stage, with one channel's kernels for input and in float64."""
    trained = load("digits-cnn")
    layers: list[nn.Module] = []
    for conv, norm in ((trained.conv1, trained.bn1), (trained.conv2, trained.bn2)):
        copy = nn.Conv2d(conv.in_channels, conv.out_channels, 3, padding=1, padding_mode=padding_mode, bias=False)
        copy.weight = conv.weight
        layers += [copy, norm, nn.ReLU()]
    return nn.Sequential(*layers).double().eval()


@pytest.mark.parametrize("distance", [1, 2, 3])
def test_convolution_on_a_ring_is_equivariant(distance: int) -> None:
    stack = convolutions("circular")
    x = torch.randn(2, 1, 28, 28, dtype=torch.float64)
    moved = x.roll((distance, distance), dims=(2, 3))
    torch.testing.assert_close(stack(moved), stack(x).roll((distance, distance), dims=(2, 3)), rtol=0, atol=1e-12)
    torch.testing.assert_close(stack(moved).mean((2, 3)), stack(x).mean((2, 3)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("distance", [1, 3, 5])
def test_zero_padding_disturbs_only_a_frame(distance: int) -> None:
    """Exact further than max(d + (L-1) r, L r) from the border, here with L = 2 layers of radius r = 1."""
    stack = convolutions("zeros")
    x = torch.randn(2, 1, 28, 28, dtype=torch.float64)
    x[:, :, :distance] = x[:, :, -distance:] = x[..., :distance] = x[..., -distance:] = 0  # what enters and leaves is black
    moved = x.roll((distance, distance), dims=(2, 3))
    difference = (stack(moved) - stack(x).roll((distance, distance), dims=(2, 3))).abs()
    frame = max(distance + 1, 2)
    assert difference[..., frame:-frame, frame:-frame].max() < 1e-12
    assert difference.max() > 1e-6, "at the border it is not exact"


@pytest.mark.parametrize("name", MODELS)
def test_no_operation_changes_its_input(name: str) -> None:
    """What a hook was given must still be there after the pass."""
    model, form = MODELS[name].build().eval().requires_grad_(False), MODELS[name].input
    x = torch.randn(4, form.channels, form.height, form.width)
    kept: list[tuple[Tensor, Tensor]] = []

    def keep(module: nn.Module, given: Any, answer: Any) -> None:
        kept.extend((each, each.clone()) for each in (answer if isinstance(answer, tuple) else (answer,)))

    handles = [module.register_forward_hook(keep) for module in model.modules()]
    model(x)
    for handle in handles:
        handle.remove()
    assert kept
    assert all(torch.equal(output, copy) for output, copy in kept)


@pytest.mark.parametrize(
    ("patch", "width", "depth", "heads", "parameters"),
    [
        (16, 192, 12, 3, 5_717_416), (16, 384, 12, 6, 22_050_664), (16, 768, 12, 12, 86_567_656),
        (16, 1024, 24, 16, 304_326_632), (14, 1280, 32, 16, 632_045_800),
    ],
    ids=["Ti/16", "S/16", "B/16", "L/16", "H/14"],
)  # fmt: skip
def test_t9_vits_have_the_published_number_of_weights(patch: int, width: int, depth: int, heads: int, parameters: int) -> None:
    with torch.device("meta"):
        model = ViT(224, patch, 3, 1000, width, depth, heads, 4 * width)
    assert sum(weight.numel() for weight in model.parameters()) == parameters


@pytest.mark.parametrize(
    ("width", "depth", "parameters"), [(768, 12, 59_880_472), (1024, 24, 208_196_168)], ids=["B/16", "L/16"]
)
def test_t10_mixers_have_the_published_number_of_weights(width: int, depth: int, parameters: int) -> None:
    with torch.device("meta"):
        model = Mixer(224, 16, 3, 1000, width, depth, width // 2, 4 * width)
    assert sum(weight.numel() for weight in model.parameters()) == parameters


@pytest.mark.parametrize("trained", [False, True])
def test_t14_the_patches_after_a_vits_last_block_have_no_gradient(trained: bool, x: Tensor) -> None:
    """Its head reads the class token alone, so a map of that gradient would be empty, exactly; one block before it is not."""
    torch.manual_seed(2)
    model = load("digits-vit") if trained else ViT()
    seen: list[Tensor] = []
    for block in model.blocks:
        block.register_forward_hook(lambda _module, _inputs, out: seen.append(out))
    logits = model.eval()(x.requires_grad_())
    before, last = torch.autograd.grad(logits[:, 3].sum(), seen[-2:])
    assert torch.count_nonzero(last[:, 1:]) == 0
    assert last[:, 0].abs().max() > 0
    assert before[:, 1:].abs().max() > 0
