"""Pictures mixed in pairs, and their labels with them.

B batch · C channels · H rows · W columns · K classes
"""

import torch
from torch import Tensor


def mixed(images: Tensor, labels: Tensor, classes: int, share: float) -> tuple[Tensor, Tensor]:
    """B C H W and B as they are or, in a `share` of all calls, mixed, with labels B K.

    Each picture is mixed with another one of the batch, half of the time blended (mixup, arXiv 1710.09412, alpha 0.8), half of
    the time with a rectangle of it (cutmix, arXiv 1905.04899, alpha 1); as much of the other's label as of its picture.
    """
    if not share or torch.rand(()) >= share:
        return images, labels
    from torchvision.transforms import v2  # late: a server does not need it

    mix = v2.MixUp(alpha=0.8, num_classes=classes) if torch.rand(()) < 0.5 else v2.CutMix(alpha=1.0, num_classes=classes)
    blended, wanted = mix(images, labels)
    return blended, wanted
