"""What several tests of the questions share."""

import pytest
import torch

from app.catalog.loaded_model import LoadedModel
from models.registry import MODELS
from tests.support.shipped import loaded


@pytest.fixture(scope="module")
def fresh() -> LoadedModel:
    """A residual network before training, with statistics that are not those of the start."""
    torch.manual_seed(4)
    model = MODELS["digits-resnet-20"].build().train()
    model(torch.randn(64, 1, 28, 28))
    return loaded("digits-resnet-20", model)
