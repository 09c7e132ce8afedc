"""The timeline: its lines stand in the files, its models and stages exist, its curves are those of the cards."""

import ast
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.capture.recorder import path_pattern
from models.architectures import plain_net, vit
from models.literature.source_quotes import Quote, quoted
from models.literature.timeline import TIMELINE, TWINS
from models.registry import MODELS, card

ROOT = Path(__file__).parents[3]


def test_a_statement_is_found_by_what_it_uses() -> None:
    assert quoted(Quote(plain_net.Block.forward, "bn2")).text == "x = self.bn2(self.conv2(x))"
    assert quoted(Quote(vit.ViT.forward, "x", last=True)).text.startswith("return self.head(x[:, 0])")
    whole = quoted(Quote(vit.ViT.__init__, "cls_token"))
    assert whole.text == "self.cls_token = nn.Parameter(torch.zeros(1, 1, width))"
    with pytest.raises(LookupError, match=r"Block\.forward uses skip"):
        quoted(Quote(plain_net.Block.forward, "skip"))


def test_every_quoted_line_stands_in_the_file_where_it_is_said_to_stand(client: TestClient) -> None:
    steps = client.get("/api/lineage").json()["steps"]
    assert [step["key"] for step in steps] == [step.key for step in TIMELINE]
    for line in [line for step in steps for line in (step["line"], step["before"]) if line]:
        source = (ROOT / line["file"]).read_text(encoding="utf-8").splitlines()
        first, *rest = line["text"].splitlines()
        assert source[line["line"] - 1].strip() == first
        assert all(part.strip() in (row.strip() for row in source) for part in rest)
        assert line["function"].split(".")[-1] in (ROOT / line["file"]).read_text(encoding="utf-8")
    residual_sum = next(step for step in steps if step["key"] == "resnet")
    before, after = (ast.unparse(ast.parse(residual_sum[key]["text"])) for key in ("before", "line"))
    assert (before, after) == ("return self.act2(x)", "return self.act2(x + skip)")


def test_every_step_has_a_model_a_stage_and_a_parent_before_it() -> None:
    keys = [step.key for step in TIMELINE]
    for step in TIMELINE:
        points = MODELS[step.model].points
        assert any(path_pattern(point.pattern).fullmatch(step.stage) for point in points), step.key
        assert step.parent is None or keys.index(step.parent) < keys.index(step.key)
    assert {twin.model for twin in TWINS} <= set(MODELS)


def test_the_twins_curves_are_those_of_their_cards(client: TestClient) -> None:
    twins = {twin["model"]: twin for twin in client.get("/api/lineage").json()["twins"]}
    assert list(twins) == [twin.model for twin in TWINS]
    facts = card("digits-resnet-20")
    assert twins["digits-resnet-20"]["curve"] == facts["curve"]
    assert twins["digits-resnet-20"]["lesion"] == facts["lesion"]


def test_every_step_names_the_view_that_shows_its_idea(client: TestClient) -> None:
    steps = client.get("/api/lineage").json()["steps"]
    assert [step["seen"] for step in steps] == [step.seen for step in TIMELINE]
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static/js").glob("**/*.js"))
    for step in TIMELINE:
        assert re.search(rf'\bid\s*[:=]\s*"{step.seen}"', scripts), step.key
