"""Projects with packages of the same names as Mixscope's, and as each other's."""

import sys
from pathlib import Path

import pytest
import torch

import app
import models
from app.catalog.own.source import Own

NET = """
import torch
from torch import nn
{imports}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, WIDTH, 3)
        self.head = nn.Linear(WIDTH, 2)
    def forward(self, x):
        {late}
        return self.head(self.conv(x).relu().mean((2, 3)))

def build():
    return Net(), {{"input": {{"width": 16, "height": 16, "channels": 3, "mean": 0.5, "std": 0.5}}}}
"""


def written(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def width_of(where: str) -> int:
    model = Own(where).open()[1]
    assert model(torch.zeros(1, 3, 16, 16)).shape == (1, 2)
    return model.conv.out_channels  # type: ignore[union-attr, return-value]


def test_a_file_with_what_lies_beside_it(tmp_path: Path) -> None:
    written(tmp_path, net=NET.format(imports="from .sizes import WIDTH", late="pass"), sizes="WIDTH = 5")
    assert width_of(f"{tmp_path}/net.py:build") == 5


def test_projects_keep_their_own_models_app_and_utils(tmp_path: Path) -> None:
    ours = dict(sys.modules)
    for name, width in (("one", 6), ("two", 7)):
        written(
            tmp_path / name,
            train=NET.format(imports="from models.net import WIDTH\nimport app.thing", late="from own_utils import again"),
            models__net="from own_utils import WIDTH", app__thing="", own_utils=f"WIDTH = {width}\nagain = 1",
        )  # fmt: skip
    assert [width_of(f"{tmp_path}/{name}/train.py:build") for name in ("one", "two", "one")] == [6, 7, 6]
    assert sys.modules["models"] is models
    assert sys.modules["app"] is app
    assert {name for name in ours if sys.modules.get(name) is not ours[name]} == set()


def test_a_package_on_the_search_path_called_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(
        tmp_path, models____init__="", models__net=NET.format(imports="from .sizes import WIDTH", late="pass"),
        models__sizes="WIDTH = 8",
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    assert width_of("models.net:build") == 8
    assert Own("tests.support.odd_models:half").open()[0].title == "half"
