"""The census of packages' models: what is written by hand is whole, and what is compared can fail. Models of torchvision only,
which is here anyway."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from torch import Tensor

from bench.packages import CASES
from bench.packages.case import expanded
from bench.packages.examine import Row, examine, server
from bench.packages.table import document, line


def test_at_least_forty_models_say_where_their_blocks_are() -> None:
    assert len(CASES) >= 40
    for name, case in CASES.items():
        assert len(case.names) == len(case.places) == len(case.prefixes) > 0, name
        assert len(set(case.names)) == len(case.names), name


def test_names_in_braces_are_each_of_them_in_order() -> None:
    assert expanded("layer{1..2}.{a,b}") == ["layer1.a", "layer1.b", "layer2.a", "layer2.b"]
    assert expanded("features.7@2") == ["features.7@2"]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    right = CASES["tv_vit"]
    wrong = {
        "right": right,
        "order": replace(right, blocks="encoder.layers.encoder_layer_{1,0}"),
        "places": replace(right, grids="2x8", prefix="2"),
        "maps": replace(right, maps=3),
        "formula": replace(right, weights=spoilt),
    }  # fmt: skip
    made = {}
    for name, case in wrong.items():
        with server(["tv_vit"]) as client:
            made[name] = examine(client, "tv_vit", case, calls=False)
    return made


def spoilt(layer: Any, x: Tensor, named: Mapping[str, Tensor]) -> Tensor | None:
    weigh = CASES["tv_vit"].weights
    assert weigh is not None
    found = weigh(layer, x, named)
    return None if found is None else found * 1.01


def test_a_model_that_is_as_known_has_no_faults(rows: dict[str, Row]) -> None:
    assert rows["right"].faults == []
    assert rows["right"].parity == f"{rows['right'].stages} equal"


@pytest.mark.parametrize(
    ("name", "says"),
    [("order", "is no stage, or comes too early"), ("places", "grid [4, 4], not (2, 8)"), ("maps", "2 attention maps, not 3"),
     ("formula", "from its formula")],
)  # fmt: skip
def test_what_is_not_as_known_is_said(rows: dict[str, Row], name: str, says: str) -> None:
    assert any(says in fault for fault in rows[name].faults), rows[name].faults


def test_every_row_has_a_value_for_each_column(rows: dict[str, Row]) -> None:
    written = document([rows["right"]])
    head, dashes, row = [one for one in written.splitlines() if one.startswith("| ")]
    assert len(head.split(" | ")) == len(dashes.split(" | ")) == len(row.split(" | "))
    assert line(rows["right"], CASES["tv_vit"]) in written
