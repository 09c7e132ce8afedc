"""A file with somebody's own model in it, for tests that add one, and what that model answers, worked out by NumPy alone."""

from pathlib import Path

import numpy as np

NET = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 4, 8, 8)
        self.act = nn.ReLU()
        self.classify = nn.Linear(4, 3)

    def forward(self, x):
        return self.classify(self.act(self.patches(x)).mean((2, 3)))


def build():
    net = Net()
    for place, weight in enumerate(net.parameters()):
        count = torch.arange(weight.numel(), dtype=torch.float32)
        weight.data = torch.sin(count * (place + 1) * SEED).reshape(weight.shape)
    taken = {"width": 32, "height": 32, "channels": 3, "mean": (0.5,) * 3, "std": (0.5,) * 3}
    return net, {"input": taken, "labels": ["ant", "bee", "cow"]}
"""


def write(folder: Path, seed: float = 0.7, name: str = "net.py") -> str:
    """Where the model is, as the form wants it."""
    (folder / name).write_text(NET.replace("SEED", str(seed)))
    return f"{folder / name}:build"


def logits(image: np.ndarray, seed: float = 0.7) -> np.ndarray:
    """`image`: (32, 32, 3), 0–1."""

    def weight(place: int, *shape: int) -> np.ndarray:
        return np.sin(np.arange(np.prod(shape), dtype=np.float64) * (place + 1) * seed).reshape(shape)

    x = (image - 0.5) / 0.5
    patches = x.reshape(4, 8, 4, 8, 3).transpose(0, 2, 4, 1, 3).reshape(16, 192)
    hidden = np.maximum(patches @ weight(0, 4, 192).T + weight(1, 4), 0)
    return hidden.mean(0) @ weight(2, 3, 4).T + weight(3, 3)
