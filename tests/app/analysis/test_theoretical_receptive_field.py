"""Theoretical receptive fields: published figures, the recursion, and what really happens when a row of pixels is poisoned."""

from collections.abc import Callable, Iterable

import pytest
import torch
from torch import Tensor, nn
from torchvision import models as zoo
from torchvision.models.resnet import BasicBlock

from app.analysis.theoretical_receptive_field import Reaches
from app.capture.points import resolve
from app.capture.recorder import Recorder
from app.interpret.mixing_shares import positions
from app.interpret.receptive_fields import index
from models.registry import MODELS
from tests.support.lineage import seeded
from tests.support.shipped import FORMS
from tests.support.thorough import ALL


def recursion(layers: Iterable[tuple[int, int]]) -> int:
    """r ← r + (k − 1)·j, j ← j·s over (kernel, stride)."""
    r, jump = 1, 1
    for kernel, stride in layers:
        r, jump = r + (kernel - 1) * jump, jump * stride
    return r


def followed(model: Callable[[Tensor], Tensor], shape: tuple[int, ...], device: str = "cpu") -> tuple[Tensor, Reaches]:
    """The reach of a model's output; on the device "meta" nothing is computed."""
    x = torch.zeros(1, *shape, device=device)
    with Reaches(x) as reaches, torch.inference_mode():
        y = model(x)
    return reaches.of(y), reaches


def side(reach: Tensor) -> tuple[int, int]:
    """(5, 1, C, H, W) -> rows and columns of the middle position's rectangle."""
    top, left, bottom, right, _ = reach[:, 0, :, reach.shape[-2] // 2, reach.shape[-1] // 2].amin(1).tolist()
    return int(1 - bottom - top), int(1 - right - left)


def trunk(model: nn.Module) -> nn.Sequential:
    """A torchvision ResNet without average and head."""
    return nn.Sequential(*list(model.children())[:-2])


VGG = [(3, 1), (3, 1), (2, 2)] * 2 + [(3, 1), (3, 1), (3, 1), (2, 2)] * 3
STEM = [(7, 2), (3, 2)]
RESNET18 = STEM + [(3, 1)] * 4 + ([(3, 2)] + [(3, 1)] * 3) * 3


def resnet50(late: bool) -> list[tuple[int, int]]:
    """(kernel, stride) of the main path. `late`: the stride is in the 3x3 (v1.5), else in the 1x1 before it."""
    layers = list(STEM)
    for blocks, stride in ((3, 1), (4, 2), (6, 2), (3, 2)):
        for b in range(blocks):
            s = stride if b == 0 else 1
            layers += [(1, 1), (3, s), (1, 1)] if late else [(1, s), (3, 1), (1, 1)]
    return layers


CIFAR20 = [(3, 1)] * 7 + ([(3, 2)] + [(3, 1)] * 5) * 2


def test_the_recursion_gives_the_published_figures() -> None:
    found = [recursion(layers) for layers in (VGG, RESNET18, resnet50(late=True), resnet50(late=False), CIFAR20)]
    assert found == [212, 435, 427, 483, 81]


def test_vgg16_as_it_is() -> None:
    with torch.device("meta"):
        model = zoo.vgg16(init_weights=False).features.eval()
    assert side(followed(model, (3, 224, 224), "meta")[0]) == (212, 212)


@pytest.mark.parametrize(("build", "expected"), [(zoo.resnet18, 435), (zoo.resnet34, 899), (zoo.resnet50, 427)])
def test_the_longest_path_of_a_residual_network_counts(build: Callable[[], nn.Module], expected: int) -> None:
    with torch.device("meta"):
        model = trunk(build()).eval()
    reach, reaches = followed(model, (3, 224, 224), "meta")
    assert side(reach) == (expected, expected)
    assert reaches.cause is None


def test_where_the_stride_sits_changes_it() -> None:
    with torch.device("meta"):
        model = zoo.resnet50().eval()
        for module in model.modules():
            if isinstance(module, zoo.resnet.Bottleneck):
                module.conv1.stride, module.conv2.stride = module.conv2.stride, (1, 1)
    assert side(followed(trunk(model), (3, 224, 224), "meta")[0]) == (483, 483)


def test_paths_that_are_joined_by_concatenation() -> None:
    with torch.device("meta"):
        dense = zoo.densenet121().features.eval()
        # CIFAR's ResNet-20: the projections of its blocks have a path of their own.
        half = [BasicBlock(8 * 2**n, 16 * 2**n, 2, nn.Sequential(nn.Conv2d(8 * 2**n, 16 * 2**n, 1, 2))) for n in (1, 2)]
        plain = [[BasicBlock(16 * 2**n, 16 * 2**n) for _ in range(2)] for n in range(3)]
        blocks = [BasicBlock(16, 16), *plain[0], half[0], *plain[1], half[1], *plain[2]]
        small = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), *blocks).eval()
    assert side(followed(dense, (3, 224, 224), "meta")[0]) == (2071, 2071)
    assert side(followed(small, (3, 32, 32), "meta")[0]) == (81, 81)


LARGE = ("photos-resnet", "photos-vit")
"""Models whose pass takes long, and whose layers the others have, too."""
POISONED = [
    name for name in MODELS if MODELS[name].version in ("centred", "trained") and (ALL or (name in FORMS and name not in LARGE))
]


@pytest.mark.parametrize("name", POISONED)
def test_it_is_what_poisoned_pixels_can_reach(name: str) -> None:
    """A row of NaN makes NaN of everything that depends on it, whatever the layers are: an independent witness."""
    entry = MODELS[name]
    channels, size = entry.input.channels, entry.input.width
    recorder = Recorder(seeded(name).double(), entry.points)  # float64: no kernel that computes in tiles
    x = torch.zeros(1, channels, size, size)
    single = Recorder(seeded(name), entry.points)
    with Reaches(x) as reaches:
        recording = single.run(x)
    rows, columns = torch.rand(2, size, channels, size, size, dtype=torch.double)
    for i in range(size):
        rows[i, :, i], columns[i, :, :, i] = torch.nan, torch.nan
    down, across = recorder.run(rows), recorder.run(columns)
    seen = 0
    for point in resolve(single, entry.input):
        if not point.stage or point.grid is None:
            continue
        top, left, bottom, right, whole = (
            positions(reaches.of(point.of(recording))[:, 0], point.axes, index(point)).amin(1).tolist()
        )
        for found, first, last in ((down, top, -bottom), (across, left, -right)):
            hit = positions(point.of(found), point.axes, index(point)).isnan().any(1).nonzero().flatten().tolist()
            assert hit == list(range(max(0, int(first)), min(size - 1, int(last)) + 1)), point.name
        assert whole == 0 or (max(top, left) <= 0 and max(bottom, right) <= 1 - size), "it covers the picture"
        seen += 1
    assert seen or entry.family in ("mlp", "rnn")
