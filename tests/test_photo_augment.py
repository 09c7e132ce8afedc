"""What happens to photographs in training, each change with what it promises."""

import pytest
import torch
from torch import Tensor
from torchvision.transforms import v2

from models.photo_augment import GROUP, PhotoAugmentation, cut, rand_augment


def photographs(count: int, side: int = 64) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(count))


def ramp(count: int, side: int = 64) -> Tensor:
    """Channel 0 says how far right a pixel is and channel 1 how far down, its centre from 0 to 1 across the picture."""
    position = (torch.arange(side) + 0.5) / side
    right, down = position.expand(side, side), position[:, None].expand(side, side)
    return torch.stack([right, down, torch.zeros(side, side)]).expand(count, 3, side, side)


def parts(images: Tensor) -> tuple[Tensor, Tensor]:
    """Of cut ramps, where each part began and how large it was, B 2 (across, down); a negative size is mirrored.

    From two rows and columns inside, where no edge has been repeated."""
    side = images.shape[-1]
    low, high = side // 4, side - 1 - side // 4
    first = torch.stack([images[:, 0, low, low], images[:, 1, low, low]], -1)
    last = torch.stack([images[:, 0, low, high], images[:, 1, high, low]], -1)
    step = (last - first) / (high - low)
    return first - (low + 0.5) * step, side * step


@pytest.mark.parametrize("side", [40, 64])
@pytest.mark.parametrize("smallest", [0.35, 0.5])
def test_a_part_lies_within_the_picture_and_is_as_large_and_as_wide_as_is_said(smallest: float, side: int) -> None:
    torch.manual_seed(0)
    begin, size = parts(cut(ramp(2000), smallest, side))
    end = begin + size
    assert torch.minimum(begin, end).min() >= -1e-4
    assert torch.maximum(begin, end).max() <= 1 + 1e-4
    width, height = size.abs().unbind(1)
    area, aspect = width * height, width / height
    assert smallest - 1e-4 <= area.min() < smallest + 0.02, "the smallest are among 2,000"
    assert area.max() > 0.95
    assert 3 / 4 - 1e-3 <= aspect.min() < 0.77
    assert 1.3 < aspect.max() <= 4 / 3 + 1e-3
    assert (size[:, 1] > 0).all(), "nothing stands on its head"
    assert 0.45 < (size[:, 0] < 0).double().mean() < 0.55, "half are mirrored"
    room = 1 - width
    share = (torch.minimum(begin, end)[:, 0] / room)[room > 0.1]
    assert share.min() < 0.02, "from edge"
    assert share.max() > 0.98, "to edge"


def test_the_whole_picture_loses_only_what_another_aspect_costs() -> None:
    """Of the whole area, one side is whole and the other at least the root of 3/4."""
    torch.manual_seed(0)
    _, size = parts(cut(ramp(500), 1.0, 64))
    sides = size.abs().sort(1).values
    assert torch.allclose(sides[:, 1], torch.ones(500), atol=1e-4)
    assert sides[:, 0].min() >= (3 / 4) ** 0.5 - 1e-4


def test_the_whole_picture_in_its_own_aspect_is_itself_or_its_mirror_image(monkeypatch: pytest.MonkeyPatch) -> None:
    uniform = Tensor.uniform_
    monkeypatch.setattr(Tensor, "uniform_", lambda self, low, high: uniform(self, low, high) if low > 0 else self.zero_())
    torch.manual_seed(0)
    images = photographs(40)
    found = cut(images, 1.0, 64)
    same = (found - images).abs().amax((1, 2, 3)) < 1e-4
    mirrored = (found - images.flip(-1)).abs().amax((1, 2, 3)) < 1e-4
    assert (same ^ mirrored).all()
    assert same.any()
    assert mirrored.any()


def test_a_group_gets_the_same_operation_and_another_group_another() -> None:
    """All pictures alike: within a group they stay so."""
    torch.manual_seed(1)
    changed = rand_augment(photographs(1).expand(5 * GROUP + 3, -1, -1, -1), 1, 15)
    assert len(changed) == 5 * GROUP + 3
    groups = changed.split(GROUP)
    assert all(torch.equal(group, group[:1].expand_as(group)) for group in groups)
    assert len({tuple(group[0].flatten().tolist()) for group in groups}) > 2


def test_it_is_torchvisions_operation_with_the_magnitude_asked_for() -> None:
    pixels = (255 * photographs(GROUP)).round().to(torch.uint8)
    images = pixels.float() / 255
    torch.manual_seed(3)
    found = rand_augment(images, 2, 9)
    torch.manual_seed(3)
    expected = v2.RandAugment(2, 9, interpolation=v2.InterpolationMode.BILINEAR)(pixels)
    assert not torch.equal(expected, pixels)
    assert torch.equal(found, expected.float() / 255)
    assert rand_augment(images, 0, 9) is images


@pytest.mark.parametrize(
    "augmentation", [PhotoAugmentation(), PhotoAugmentation(crop=0.2, operations=2, magnitude=20, erase=0.5, sides=(32, 64))]
)
def test_pictures_keep_their_range_and_are_changed(augmentation: PhotoAugmentation) -> None:
    for seed in range(10):
        torch.manual_seed(seed)
        images = photographs(20)
        kept = images.clone()
        changed = augmentation(images)
        assert changed.shape == images.shape
        assert 0 <= changed.min() <= changed.max() <= 1
        assert not (changed == images).flatten(1).all(1).any()
        assert torch.equal(images, kept), "and what was given is as it was"


def test_the_side_grows_with_the_training() -> None:
    augmentation = PhotoAugmentation(operations=0, sides=(40, 48, 56, 64))
    progress = [epoch / 13 for epoch in range(13)]
    sides = [augmentation(photographs(2), share).shape[-1] for share in progress]
    assert sides == [40] * 4 + [48] * 3 + [56] * 3 + [64] * 3
    assert augmentation(photographs(2)).shape == (2, 3, 64, 64), "at the end as in use"
    assert PhotoAugmentation()(photographs(2), 0.0).shape[-1] == 64


def test_the_card_says_what_was_done() -> None:
    least = PhotoAugmentation(crop=0.5, operations=0)
    assert least.in_words() == (
        "a random part of 50 to 100 % of the area, of aspect 3:4 to 4:3, scaled to the whole, mirrored half of the time"
    )
    words = PhotoAugmentation(erase=0.1, sides=(40, 64)).in_words()
    assert "RandAugment with 1 operation(s) of magnitude 5 (of 30), random erasing with probability 0.1" in words
    assert words.endswith("pictures of 40, 64 pixels in turn")
