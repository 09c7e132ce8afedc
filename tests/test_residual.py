"""The measures of the residual stream, and the same over HTTP: against forward passes and autograd of the tests' own."""

import ast
import io
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from fastapi.testclient import TestClient
from torch import Tensor

from app import branches, gradients
from app.analysis import residual
from app.catalog import Catalog, LoadedModel
from app.encode import decode_array
from models.lineage import LINEAGE
from models.registry import MODELS, card, load
from models.timeline import TIMELINE, TWINS

ROOT = Path(__file__).parent.parent
X = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(5))

UNTRAINED = Catalog(["rest"], entries={"rest": LINEAGE["digits-resnet-20"], "plain": LINEAGE["digits-plain-20"]})


@pytest.fixture(scope="module")
def fresh() -> LoadedModel:
    """A residual network before training, with statistics that are not those of the start."""
    torch.manual_seed(4)
    model = MODELS["digits-resnet-20"].build().train()
    model(torch.randn(64, 1, 28, 28))
    return loaded("digits-resnet-20", model)


def loaded(name: str, model: torch.nn.Module) -> LoadedModel:
    from app.capture import Recorder
    from app.recording import resolve

    entry = MODELS[name]
    recorder = Recorder(model.eval().requires_grad_(False), entry.points)
    return LoadedModel(name, entry, model, recorder, resolve(recorder, entry.input), {})


# -- pure


def test_path_lengths_of_the_110_layer_network() -> None:
    share = residual.path_lengths(54)
    assert sum(share[19:36]) == pytest.approx(0.98017, abs=5e-6)
    assert sum(share) == pytest.approx(1)
    assert sum(k * part for k, part in enumerate(share)) == pytest.approx(27)


def test_measures_by_hand() -> None:
    found = residual.measures(torch.tensor([[3.0, 4.0]]), torch.tensor([[0.0, -5.0]]))
    assert (found["skip_norm"], found["branch_norm"], found["ratio"], found["share"]) == (5, 5, 1, 0.5)
    assert found["sum_norm"] == pytest.approx(10**0.5)
    assert found["cosine"] == pytest.approx(-0.8)


def test_polynomials_come_back_from_their_values() -> None:
    wanted = torch.randn(28, 3, 4, dtype=torch.double, generator=torch.Generator().manual_seed(1))
    at = residual.nodes(27)
    powers = torch.stack([at**k for k in range(28)], dim=1)
    values = torch.einsum("jk,kab->jab", powers, wanted)
    torch.testing.assert_close(residual.coefficients(values, at), wanted, rtol=0, atol=1e-4)


def test_the_shortest_run_that_holds_most() -> None:
    assert residual.settled([0.02, 0.2, 0.5, 0.25, 0.03]) == (1, 3)
    assert residual.settled([1.0]) == (0, 0)


# -- one model


def test_norms_are_those_of_an_independent_forward(fresh: LoadedModel) -> None:
    """Block by block, without the block's own forward."""
    model = fresh.model
    x = model.act1(model.bn1(model.conv1(X)))
    parts = branches.stream(fresh, X, {})["parts"]
    for part, block in zip(parts, [*model.layer1, *model.layer2, *model.layer3], strict=True):
        added = block.bn2(block.conv2(block.act1(block.bn1(block.conv1(x)))))
        skip = block.downsample(x)
        assert part["measures"]["ratio"] == pytest.approx((added.norm() / skip.norm()).item(), rel=1e-4)
        assert part["measures"]["sum_norm"] == pytest.approx((added + skip).norm().item(), rel=1e-4)
        assert part["activation"] == "ReLU"
        assert part["resizes"] == (skip.shape != x.shape)
        x = (added + skip).relu()


def test_a_vits_two_branches_are_told_apart() -> None:
    vit = loaded("digits-vit", load("digits-vit"))
    parts = branches.stream(vit, X, {})["parts"]
    assert [part["phase"] for part in parts] == ["spatial", "channel"] * 6
    assert [part["title"] for part in parts[:4]] == ["block 1", "block 1", "block 2", "block 2"]
    assert {part["activation"] for part in parts} == {None}


def test_blocks_between_the_stages_have_a_number_of_their_own() -> None:
    torch.manual_seed(0)
    deep = loaded("digits-resnet-56", MODELS["digits-resnet-56"].build())
    parts = branches.stream(deep, X, {})["parts"]
    assert [part["title"] for part in parts] == [f"block {i + 1}" for i in range(27)]
    assert [part["point"] is not None for part in parts] == [i % 3 == 2 for i in range(27)]


def plain_gradients(model: torch.nn.Module, target: int) -> list[Tensor]:
    """∂L/∂x_l of the stem and every block, with retain_grad and backward."""
    x = model.act1(model.bn1(model.conv1(X.clone().requires_grad_())))
    states = [x]
    for block in [*model.layer1, *model.layer2, *model.layer3]:
        x = block(x)
        states.append(x)
    for state in states:
        state.retain_grad()
    F.cross_entropy(model.fc(model.global_pool(x)).double(), torch.tensor([target])).backward()
    return [state.grad for state in states if state.grad is not None]


def test_gradient_norms_are_those_of_plain_autograd(fresh: LoadedModel) -> None:
    answer = gradients.gradients(UNTRAINED, fresh, X, "trained", 3)
    wanted = [gradient.norm().item() for gradient in plain_gradients(fresh.model, 3)]
    assert [block["norm"] for block in answer["blocks"]] == pytest.approx(wanted, rel=1e-4)
    assert [block["title"] for block in answer["blocks"]] == ["stem", *(f"block {i}" for i in range(1, 10))]


def test_before_training_the_weights_are_seed_0_and_the_norms_know_the_samples(fresh: LoadedModel) -> None:
    images = [torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(i)) for i in range(6)]
    catalog = Catalog(["rest"], {"digits": images}, entries={"rest": LINEAGE["digits-resnet-20"]})
    torch.manual_seed(0)
    model = MODELS["digits-resnet-20"].build()
    state = torch.random.get_rng_state()
    answer = gradients.gradients(catalog, fresh, X, "initial", 3)
    assert torch.equal(torch.random.get_rng_state(), state), "nobody else's dice are touched"
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # the plain average of what it has seen
    model((torch.stack(images) - 0.1307) / 0.3081)
    wanted = [gradient.norm().item() for gradient in plain_gradients(model.eval(), 3)]
    assert [block["norm"] for block in answer["blocks"]] == pytest.approx(wanted, rel=1e-4)


def test_the_gradient_by_path_length_is_that_of_every_path_followed() -> None:
    """A stack of three blocks has eight paths: the gradient through each, by hand, and added up by length."""

    class Block(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = torch.nn.Linear(6, 6)

        def forward(self, x: Tensor) -> Tensor:
            return (x + self.fc(x)).relu()

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = torch.nn.Sequential(Block(), Block(), Block())
            self.head = torch.nn.Linear(6, 4)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.blocks(x.flatten(1)))

    torch.manual_seed(7)
    net = Net().double().requires_grad_(False)
    x = torch.randn(1, 1, 2, 3, dtype=torch.double)
    at = residual.nodes(3)
    from app.capture import Recorder

    parts = residual.coefficients(gradients._scaled_gradient(Recorder(net, ()), x, 2, at), at)

    state, masks = x.flatten(1), []
    for block in net.blocks:
        state = state + block.fc(state)
        masks.append(torch.diag((state[0] > 0).double()))
        state = state.relu()
    logits = net.head(state)
    slope = (torch.softmax(logits[0], 0) - F.one_hot(torch.tensor(2), 4)) @ net.head.weight
    wanted = torch.zeros(4, 6, dtype=torch.double)
    for chosen in itertools.product((False, True), repeat=3):
        path = slope
        for through, block, mask in reversed(list(zip(chosen, net.blocks, masks, strict=True))):
            path = path @ mask @ (block.fc.weight if through else torch.eye(6, dtype=torch.double))
        wanted[sum(chosen)] += path
    torch.testing.assert_close(parts.flatten(1), wanted, rtol=0, atol=1e-12)


def test_all_path_lengths_together_are_the_gradient(fresh: LoadedModel) -> None:
    found = gradients.paths(fresh, X, 3, lambda done, of: None)
    x = X.clone().requires_grad_()
    F.cross_entropy(fresh.model(x).double(), torch.tensor([3])).backward()
    assert x.grad is not None
    assert found["total"] == pytest.approx(x.grad.norm().item(), rel=1e-4)
    assert (found["n"], len(found["norms"])) == (9, 10)
    assert sum(found["shares"]) == pytest.approx(1)


# -- HTTP


def ask(client: TestClient, path: str = "", **query: Any) -> Any:
    return client.post(f"/api/residual{path}", params={"sample": "seven"} | query)


def test_the_maps_are_the_recorded_states(client: TestClient) -> None:
    """x of a ViT's first branch is the state before it, and x + F of its last one the state after it."""
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": "digits-vit"})
    recorded = np.load(io.BytesIO(answer.content))
    first = decode_array(ask(client, "/maps", model="digits-vit", branch="blocks.1").content)
    second = decode_array(ask(client, "/maps", model="digits-vit", branch="blocks.1@2").content)
    assert first.shape == (3, 50, 64)
    np.testing.assert_array_equal(first[0], recorded["digits-vit/blocks.0"])
    np.testing.assert_array_equal(second[2], recorded["digits-vit/blocks.1"])
    np.testing.assert_array_equal(first[2], second[0])
    shown = ask(client, model="digits-vit").json()["parts"][2]["measures"]
    assert shown["ratio"] == pytest.approx(np.linalg.norm(first[1]) / np.linalg.norm(first[0]), rel=1e-5)


def test_a_lesion_over_http(client: TestClient) -> None:
    whole = ask(client, "/lesion", model="digits-mixer").json()["predictions"]
    trace = client.post("/api/trace", params={"sample": "seven", "models": "digits-mixer"}).json()["traces"][0]
    assert [one["logit"] for one in whole] == pytest.approx([one["logit"] for one in trace["predictions"]], rel=1e-5)
    model = load("digits-mixer")
    for parameter in model.blocks[0].mlp_channels.fc2.parameters():
        parameter.zero_()
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": "digits-mixer"})
    logits = model(torch.from_numpy(np.load(io.BytesIO(answer.content))["digits-mixer/input"])[None])[0]
    hurt = ask(client, "/lesion", model="digits-mixer", off="blocks.0@2").json()
    found = {one["index"]: one["logit"] for one in hurt["predictions"]}
    assert [found[i] for i in range(10)] == pytest.approx(logits.tolist(), abs=1e-4)


def test_the_measured_table_is_the_one_of_the_card(client: TestClient) -> None:
    answer = ask(client, model="digits-vit").json()
    table = {row["block"]: row["top1"] for row in card("digits-vit")["lesion"]}
    assert {part["name"]: part["top1"] for part in answer["parts"]} == table
    assert "10,000 test pictures" in answer["protocol"]
    assert answer["top1"] == card("digits-vit")["top1"]


def test_a_network_that_adds_nothing_offers_its_blocks(client: TestClient) -> None:
    answer = ask(client, model="digits-circular").json()
    assert answer["kind"] == "block"
    assert answer["paths"] == []
    assert [part["name"] for part in answer["parts"]] == [f"blocks.{i}" for i in range(1, 6)]
    assert all(part["measures"] is None for part in answer["parts"])
    ask(client, "/lesion", model="digits-circular", off=["blocks.1", "blocks.2"]).raise_for_status()


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        ("/maps", {"model": "digits-vit", "branch": "blocks.9"}, 404, "part-unknown"),
        ("/lesion", {"model": "digits-vit", "off": "attn"}, 404, "part-unknown"),
        ("/lesion", {"model": "digits-cnn", "off": "conv1"}, 404, "part-unknown"),
        ("/paths", {"model": "digits-cnn"}, 422, "no-answer"),
        ("/gradients", {"model": "digits-vit", "class": 10}, 422, "invalid-parameter"),
        ("/gradients", {"model": "digits-vit", "when": "later"}, 422, "invalid-parameter"),
        ("", {"model": "nobody"}, 404, "model-unknown"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    client: TestClient, path: str, query: dict, status: int, kind: str
) -> None:
    answer = ask(client, path, **query)
    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert len(answer.json()["detail"].split()) >= 5


def test_gradients_and_paths_over_http_name_their_class(client: TestClient) -> None:
    for when in ("trained", "initial"):
        answer = ask(client, "/gradients", model="digits-mixer", when=when).json()
        assert (answer["when"], answer["class"], answer["label"]) == (when, 7, "7")
        assert all(block["norm"] > 0 for block in answer["blocks"])
    answer = ask(client, "/paths", model="digits-mixer", **{"class": 3}).json()
    assert (answer["n"], answer["label"]) == (12, "3")
    assert answer["binomial"][6] == pytest.approx(924 / 4096)


def test_the_models_document_says_which_stages_add(client: TestClient) -> None:
    documents = {one["id"]: one for one in client.get("/api/models").json()["models"]}
    adds = {point["name"]: point["adds"] for point in documents["digits-vit"]["points"]}
    assert (adds["blocks.3"], adds["patch_embed"], adds["blocks.3.attn.softmax"]) == (2, 0, 0)
    assert {point["adds"] for point in documents["digits-plain-20"]["points"]} == {0}


# -- the timeline


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
        from app.capture import path_pattern

        assert any(path_pattern(point.pattern).fullmatch(step.stage) for point in points), step.key
        assert step.parent is None or keys.index(step.parent) < keys.index(step.key)
    assert {twin.model for twin in TWINS} <= set(MODELS)


def test_the_twins_curves_are_those_of_their_cards(client: TestClient) -> None:
    twins = {twin["model"]: twin for twin in client.get("/api/lineage").json()["twins"]}
    assert list(twins) == [twin.model for twin in TWINS]
    facts = card("digits-resnet-20")
    assert twins["digits-resnet-20"]["curve"] == facts["curve"]
    assert twins["digits-resnet-20"]["lesion"] == facts["lesion"]
