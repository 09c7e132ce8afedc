"""Accuracy under each switch: counted by hand on generated pictures, so it needs no data set."""

import torch
from torch import Tensor, nn

from models.measure.transforms import transform
from models.registry import MODELS
from models.training.evaluate import QUICK
from models.training.granted import SWITCHES, granted


class Brightest(nn.Module):
    """Says in which of ten parts of the picture's pixels, in reading order, the most light is."""

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1)[:, :780].reshape(len(x), 10, 78).sum(2)


def test_each_switch_is_counted_on_every_tenth_picture() -> None:
    images = torch.rand(40 * QUICK, 1, 28, 28, generator=torch.Generator().manual_seed(3))
    labels = Brightest()(images).argmax(1)
    model = nn.Sequential(Brightest(), nn.Linear(10, 10, bias=False)).requires_grad_(False)
    model[1].weight.copy_(torch.eye(10))
    found = granted(model, images, labels, MODELS["digits-mlp"])["granted"]
    assert (found["every"], found["pictures"]) == (QUICK, 40)
    assert found["top1"].keys() == {"", *SWITCHES["digits"]}  # no positions and no padding to change
    assert found["top1"][""] == 100
    for text in SWITCHES["digits"]:
        changed = torch.stack([transform(text)(image) for image in images[::QUICK]])
        right = int((Brightest()(changed).argmax(1) == labels[::QUICK]).sum())
        assert found["top1"][text] == 100 * right / 40, text
    assert granted(model, images, labels, MODELS["photos-mlp"]) == {}
