"""Two patterns for tests: the scenes with one of them left out, glyphs, and the windows that touch them."""

import io
from typing import Any

import numpy as np
import torch
from fastapi.testclient import TestClient
from torch import Tensor

ROWS = 28

SCENE: dict[str, Any] = {"sample": "one", "dx": -7, "sample2": "seven", "dx2": 8}


def together(client: TestClient, model: str, **scene: Any) -> dict[str, Any]:
    """POST /api/together of SCENE, or as `scene` changes it."""
    found: dict[str, Any] = client.post("/api/together", params={"models": model, **SCENE, **scene}).json()["models"][0]
    return found


def alone(scene: dict[str, Any]) -> list[dict[str, Any]]:
    """Both, the first, the second, nothing: as calls that need no second pattern."""
    first = {key: value for key, value in scene.items() if not key.endswith("2")}
    second = {key.removesuffix("2"): value for key, value in scene.items() if key.endswith("2")}
    return [scene, first, second, {"sample": "one", "dx": 28}]


def activations(client: TestClient, model: str, **scene: Any) -> dict[str, np.ndarray]:
    answer = client.post("/api/trace.npz", params={"models": model, **scene})
    return {name.partition("/")[2]: values for name, values in np.load(io.BytesIO(answer.content)).items()}


def glyph(row: int, column: int, dtype: torch.dtype) -> Tensor:
    """4 x 4 pixels of noise on an empty canvas, (1, 1, 28, 28)."""
    image = torch.zeros(1, 1, ROWS, ROWS, dtype=dtype)
    image[..., row : row + 4, column : column + 4] = torch.rand(4, 4, generator=torch.Generator().manual_seed(row), dtype=dtype)
    return image


def reach(image: Tensor, radius: int) -> np.ndarray:
    """Positions whose window, so many pixels each way and round the edge, holds a pixel of the glyph."""
    pixels = (image[0, 0] != 0).numpy()
    steps = range(-radius, radius + 1)
    found: np.ndarray = np.logical_or.reduce([np.roll(pixels, (dy, dx), (0, 1)) for dy in steps for dx in steps])
    return found
