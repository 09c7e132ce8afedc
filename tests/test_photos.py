"""The photo tier: the same functions as timm's, counted by formula, looked at where the entries say."""

from itertools import pairwise

import pytest
import torch
from safetensors.torch import load_file
from timm.models.mlp_mixer import Affine, MlpMixer, ResBlock
from timm.models.resnet import BasicBlock
from timm.models.resnet import ResNet as TimmResNet
from timm.models.vision_transformer import VisionTransformer
from torch import nn

from app.capture import Recorder
from app.recording import ResolvedPoint, resolve
from models.entry import PHOTO, PHOTO_CLASSES
from models.evaluate import accuracy, macs, normalised
from models.lesion import lesions
from models.photos import PHOTOS
from models.recipes import RECIPES
from models.registry import WEIGHTS, card, load
from models.sums import Sums, residual_sums, without
from tests.lineage import seeded
from tests.test_lineage_models import awake, count

X = torch.randn(3, 3, 64, 64, generator=torch.Generator().manual_seed(7))


def built(name: str) -> nn.Module:
    return awake(PHOTOS[name].build())


def test_two_hundred_classes_of_their_own() -> None:
    assert len(PHOTO_CLASSES) == len(set(PHOTO_CLASSES)) == 200
    assert all(label == label.strip() and label for label in PHOTO_CLASSES)
    for name, entry in PHOTOS.items():
        assert (entry.tier, entry.version, entry.input, entry.labels) == ("photos", "trained", PHOTO, PHOTO_CLASSES)
        assert name.removeprefix("photos-") == entry.title.lower()
        assert RECIPES[name].half, "small enough for the repository"


# -- the same function, written by somebody else


def same(ours: nn.Module, theirs: nn.Module) -> None:
    theirs.load_state_dict(ours.state_dict(), strict=True)
    expected, got = theirs.eval()(X), ours(X)
    assert expected.std() > 0.01
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


def test_resnet_is_timms() -> None:
    theirs = TimmResNet(BasicBlock, (1, 1, 2, 2), num_classes=200, channels=(32, 64, 128, 256))
    theirs.conv1, theirs.bn1 = nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32)
    theirs.maxpool = nn.Identity()
    theirs.layer1 = nn.Sequential(BasicBlock(32, 32))  # timm's own expects the 64 channels of its stem
    same(built("photos-resnet"), theirs)


def test_vit_is_timms() -> None:
    same(
        built("photos-vit"),
        VisionTransformer(img_size=64, patch_size=8, num_classes=200, embed_dim=128, depth=6, num_heads=4, mlp_ratio=2),
    )


def test_mixer_is_timms() -> None:
    same(
        built("photos-mixer"),
        MlpMixer(img_size=64, patch_size=8, num_classes=200, embed_dim=128, num_blocks=8, mlp_ratio=(0.5, 2.5)),
    )


def test_resmlp_is_timms() -> None:
    same(
        built("photos-resmlp"),
        MlpMixer(
            img_size=64, patch_size=8, num_classes=200, embed_dim=128, num_blocks=8, mlp_ratio=2.5,
            block_layer=ResBlock, norm_layer=Affine,
        ),
    )  # fmt: skip


def test_mlp_is_three_matrices() -> None:
    model = built("photos-mlp")
    w = model.state_dict()
    hidden = torch.einsum("bchw,uchw->bu", X, w["fc1.weight"].reshape(-1, 3, 64, 64)) + w["fc1.bias"]
    hidden = torch.einsum("bu,vu->bv", hidden.clamp(min=0), w["fc2.weight"]) + w["fc2.bias"]
    torch.testing.assert_close(model(X), hidden.clamp(min=0) @ w["head.weight"].T + w["head.bias"], rtol=1e-4, atol=1e-5)


# -- counts


def linear(*sizes: int) -> int:
    """Weights and biases of layers one after the other."""
    return sum(before * after + after for before, after in pairwise(sizes))


def resnet_parameters() -> int:
    kernels = 9 * 3 * 32 + 9 * 2 * 32 * 32
    norms = 32 + 2 * 32
    for (before, after), blocks in zip(pairwise((32, 64, 128, 256)), (1, 2, 2), strict=True):
        kernels += 9 * (before * after + (2 * blocks - 1) * after * after) + before * after  # blocks, and the projection
        norms += (2 * blocks + 1) * after
    return kernels + 2 * norms + linear(256, 200)


COUNTS = {
    "photos-mlp": linear(3 * 64 * 64, 512, 512, 200),
    "photos-resnet": resnet_parameters(),
    "photos-vit": linear(3 * 8 * 8, 128) + 128 + 65 * 128
    + 6 * (2 * 2 * 128 + linear(128, 3 * 128) + linear(128, 128) + linear(128, 256, 128)) + 2 * 128 + linear(128, 200),
    "photos-mixer": linear(3 * 8 * 8, 128)
    + 8 * (2 * 2 * 128 + linear(64, 64, 64) + linear(128, 320, 128)) + 2 * 128 + linear(128, 200),
    "photos-resmlp": linear(3 * 8 * 8, 128)
    + 8 * (2 * 3 * 128 + linear(64, 64) + linear(128, 320, 128)) + 2 * 128 + linear(128, 200),
}  # fmt: skip


@pytest.mark.parametrize("name", PHOTOS)
def test_number_of_parameters(name: str) -> None:
    assert count(PHOTOS[name].build()) == COUNTS[name]
    assert COUNTS[name] <= (12 if name == "photos-mlp" else 6) * 1e6


def test_multiply_accumulates_by_hand() -> None:
    def cost(name: str) -> int:
        return macs(PHOTOS[name].build().eval(), PHOTO)

    assert cost("photos-mlp") == 12_288 * 512 + 512 * 512 + 512 * 200
    mixing = 128 * 2 * 64 * 64 + 64 * 2 * 128 * 320  # over tokens for each channel, over channels for each token
    assert cost("photos-mixer") == 64 * 192 * 128 + 8 * mixing + 128 * 200
    mixing = 128 * 64 * 64 + 64 * 2 * 128 * 320
    assert cost("photos-resmlp") == 64 * 192 * 128 + 8 * mixing + 128 * 200
    per_block = 65 * (128 * 384 + 128 * 128 + 2 * 128 * 256) + 2 * 65 * 65 * 128
    assert cost("photos-vit") == 64 * 192 * 128 + 6 * per_block + 128 * 200
    stages = [9 * 2 * 32 * 32 * 32**2]
    for (before, after), side, blocks in zip(pairwise((32, 64, 128, 256)), (16, 8, 4), (1, 2, 2), strict=True):
        stages.append((9 * (before * after + (2 * blocks - 1) * after * after) + before * after) * side**2)
    assert cost("photos-resnet") == 9 * 3 * 32 * 32**2 + sum(stages) + 256 * 200


# -- where to look


def points(name: str) -> dict[str, ResolvedPoint]:
    entry = PHOTOS[name]
    return {point.name: point for point in resolve(Recorder(entry.build().eval(), entry.points), entry.input)}


def test_the_resnets_maps_halve_and_double() -> None:
    found = points("photos-resnet")
    maps = {name: point.shape for name, point in found.items() if point.role == "feature_map"}
    assert maps == {
        "act1": (32, 32, 32), "layer1.0": (32, 32, 32),
        "layer2.0": (64, 16, 16),
        "layer3.0": (128, 8, 8), "layer3.1": (128, 8, 8),
        "layer4.0": (256, 4, 4), "layer4.1": (256, 4, 4),
    }  # fmt: skip
    assert [found[name].stride for name in maps] == [2, 2, 4, 8, 8, 16, 16]
    assert [found[name].shape for name in ("global_pool", "fc")] == [(256,), (200,)]
    assert [found[name].title for name in maps] == ["stem", *(f"block {number}" for number in range(1, 7))]


def test_the_vits_tokens_are_64_patches_and_one_that_answers() -> None:
    found = points("photos-vit")
    assert (found["patch_embed"].shape, found["patch_embed"].prefix) == ((64, 128), 0)
    for name in ("pos_drop", *(f"blocks.{number}" for number in range(6))):
        assert (found[name].shape, found[name].prefix, found[name].grid) == ((65, 128), 1, (8, 8))
    attention = [point for point in found.values() if point.role == "attention"]
    assert [point.shape for point in attention] == [(4, 65, 65)] * 6
    assert {(point.prefix, point.grid) for point in attention} == {(1, (8, 8))}


@pytest.mark.parametrize("name", ["photos-mixer", "photos-resmlp"])
def test_the_mixers_tokens_are_64_patches(name: str) -> None:
    tokens = [point for point in points(name).values() if point.axes == ("token", "channel")]
    assert len(tokens) == 9
    assert {(point.shape, point.prefix, point.grid, point.stride) for point in tokens} == {((64, 128), 0, (8, 8), 8)}


def test_the_mlps_units() -> None:
    assert [point.shape for point in points("photos-mlp").values()] == [(512,), (512,), (200,)]


# -- without a branch


def test_a_resnet_without_one_of_its_branches() -> None:
    model = seeded("photos-resnet")
    blocks = ["layer1.0", "layer2.0", *(f"layer{stage}.{number}" for stage in (3, 4) for number in (0, 1))]
    assert [one.name for one in residual_sums(model, X)] == blocks
    images, labels = torch.rand(20, 3, 64, 64, generator=torch.Generator().manual_seed(1)), torch.arange(20)
    labels[:10] = model(normalised(images[:10], PHOTO)).argmax(1)  # some that it gets right
    found = lesions(model, images, labels, PHOTO)
    assert [row["block"] for row in found["lesion"]] == blocks
    assert found["lesion_whole"] == accuracy(model, images, labels, PHOTO) >= 50
    assert "20 pictures that no training has seen" in found["lesion_protocol"]
    name = "layer3.0"
    with Sums(model, X, without([name])):
        switched = model(X)
    norm = model.get_submodule(name).bn2  # its projection goes on alone
    norm.weight.zero_()
    norm.bias.zero_()
    torch.testing.assert_close(switched, model(X), rtol=0, atol=1e-5)
    silent = next(row for row in found["lesion"] if row["block"] == name)
    assert silent["top1"] == accuracy(model, images, labels, PHOTO)


# -- what is shipped


def test_the_weights_are_small_and_in_half_precision() -> None:
    files = {name: WEIGHTS / f"{name}.safetensors" for name in PHOTOS}
    assert sorted(WEIGHTS.glob("photos-*.safetensors")) == sorted(files.values())
    assert sum(path.stat().st_size for path in files.values()) <= 45e6
    for name, path in files.items():
        tensors = load_file(path)
        assert {tensor.dtype for tensor in tensors.values()} <= {torch.float16, torch.int64}
        assert set(tensors) == set(PHOTOS[name].build().state_dict())


@pytest.mark.parametrize("name", PHOTOS)
def test_a_card_says_what_it_was_trained_on_and_how_well_it_does(name: str) -> None:
    facts = card(name)
    assert facts["data_licence"].startswith("Tiny ImageNet")
    assert facts["parameters"] == COUNTS[name]
    assert 0 < facts["top1"] < facts["top5"] < 100
    assert sum(facts["per_class"]) / 200 == pytest.approx(facts["top1"], abs=0.01)  # fifty pictures of each class
    assert facts["sample"]["every"] == 10
    assert facts["recipe"]["half"] is True
    assert facts["shift_accuracy"]["0"] == pytest.approx(facts["top1"], abs=5)
    assert torch.isfinite(load(name)(X)).all()
