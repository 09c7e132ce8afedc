"""Pictures mixed in pairs: as much of a label as of its picture."""

import pytest
import torch
from torch import Tensor

from models.training.mixup import mixed

CLASSES = 12


def numbered(count: int = CLASSES) -> tuple[Tensor, Tensor]:
    """Picture b is of the one value b, and of class b: what a mixture is made of can be read off it."""
    number = torch.arange(count)
    return number.float()[:, None, None, None].expand(count, 3, 16, 16).clone(), number


def results(calls: int, share: float = 1.0) -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(0)
    return [mixed(*numbered(), CLASSES, share) for _ in range(calls)]


def blended(images: Tensor) -> bool:
    """Mixup gives every pixel of a picture the same value; a rectangle that fills or misses the picture reads the same."""
    return bool((images.amax((1, 2, 3)) == images.amin((1, 2, 3))).all())


def test_labels_are_shares_of_two_classes() -> None:
    for images, labels in results(60):
        assert images.shape == (CLASSES, 3, 16, 16)
        assert labels.shape == (CLASSES, CLASSES)
        assert labels.min() >= 0
        torch.testing.assert_close(labels.sum(1), torch.ones(CLASSES))
        assert (labels > 0).sum(1).max() <= 2


def test_as_much_of_a_label_as_of_its_picture() -> None:
    """Cutmix: the share of pixels that have the class's value. Mixup: the blended value is the labels' mean of values."""
    seen = set()
    for images, labels in results(60):
        seen.add(blended(images))
        if blended(images):
            torch.testing.assert_close(images[:, 0, 0, 0], labels @ torch.arange(CLASSES).float(), rtol=0, atol=1e-4)
        else:
            found = torch.stack([(images[:, 0] == value).double().mean((1, 2)) for value in range(CLASSES)], 1)
            torch.testing.assert_close(found.float(), labels, rtol=0, atol=1e-6)
            assert torch.equal(images[:, 0], images[:, 2]), "the same rectangle in all channels"
    assert seen == {True, False}


def test_the_cut_is_a_rectangle() -> None:
    images, _ = next(result for result in results(20) if not blended(result[0]))
    for number, picture in enumerate(images[:, 0]):
        foreign = picture != number
        assert torch.equal(foreign, foreign.any(1)[:, None] & foreign.any(0))


def test_none_of_it_leaves_everything_as_it_is() -> None:
    images, labels = numbered()
    before = torch.get_rng_state()
    found = mixed(images, labels, CLASSES, 0.0)
    assert found[0] is images
    assert found[1] is labels
    assert torch.equal(torch.get_rng_state(), before), "and throws no dice"


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_as_many_batches_are_mixed_as_is_said_half_of_them_each_way(share: float) -> None:
    found = results(1500, share)
    mixtures = [images for images, labels in found if labels.ndim == 2]
    assert len(mixtures) / 1500 == pytest.approx(share, abs=0.04)
    assert sum(map(blended, mixtures)) / len(mixtures) == pytest.approx(0.5, abs=0.12)
