"""Parts switched off, against forward passes of the tests' own with the weights or the values changed."""

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor

from app.catalog.loaded_model import LoadedModel
from app.core.errors import NoAnswer
from app.interpret.ablation_sweep import Sweep
from app.interpret.ablations import Part, ablate, seat
from models.registry import load
from tests.support.shipped import X, loaded, quiet
from tests.support.tiny_timm import Opened

OTHER = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(8))


@pytest.fixture(scope="module")
def vit() -> LoadedModel:
    return loaded("digits-vit", load("digits-vit"))


@pytest.fixture(scope="module")
def cnn() -> LoadedModel:
    return loaded("digits-cnn", load("digits-cnn"))


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def off(model: LoadedModel, point: str, part: Part, *numbers: int, pictures: tuple[Tensor, ...] = ()) -> Tensor:
    return ablate(seat(model, model.point(point), part), X, numbers, pictures, None, quiet).after


EVERY: list[tuple[str, str, Part]] = [
    ("digits-cnn", "act3", "channel"), ("digits-cnn", "pool1", "position"), ("digits-cnn", "gap", "channel"),
    ("digits-mlp", "act1", "unit"), ("digits-vit", "blocks.2", "head"), ("digits-vit", "blocks.2", "branch"),
    ("digits-vit", "blocks.2", "position"), ("digits-vit", "patch_embed", "whole"), ("digits-mixer", "blocks.1", "channel"),
    ("digits-resnet-20", "layer2.1", "branch"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "point", "part"), EVERY)
def test_nothing_and_its_own_value_change_nothing_bit_for_bit(name: str, point: str, part: Part) -> None:
    """Every part replaced by what this very picture has there; and no part replaced at all."""
    model = loaded(name, load(name))
    at = seat(model, model.point(point), part)
    found = ablate(at, X, range(at.count), [X], None, quiet)
    plain = model.recorder.run(X).output[0]
    assert torch.equal(found.before, plain)
    assert torch.equal(found.after, plain)
    assert {change for _, change in found.changes} == {0.0}
    if part != "whole":
        assert torch.equal(at.run(X, [()], {}).output[0], plain)
        assert not torch.equal(off(model, point, part, 0), plain)


def test_a_branch_off_is_what_goes_around_it(vit: LoadedModel) -> None:
    """Of a ViT's block both branches in turn, and both together; weights and biases of the projection at zero do the same."""
    model = vit.model
    states = model.pos_drop(torch.cat([model.cls_token, model.patch_embed(X)], 1) + model.pos_embed)
    states = model.blocks[:2](states)
    block = model.blocks[2]
    mixed = states + block.attn(block.norm1(states))

    def rest(state: Tensor) -> Tensor:
        return model.head(model.norm(model.blocks[3:](state))[:, 0])[0]

    assert torch.equal(off(vit, "blocks.2", "branch", 0), rest(states + block.mlp(block.norm2(states))))
    assert torch.equal(off(vit, "blocks.2", "branch", 1), rest(mixed))
    assert torch.equal(off(vit, "blocks.2", "branch", 0, 1), rest(states))
    other = load("digits-vit")
    for parameter in other.blocks[2].attn.proj.parameters():
        parameter.zero_()
    torch.testing.assert_close(off(vit, "blocks.2", "branch", 0), other(X)[0])


def test_a_branch_off_in_a_resnet_leaves_the_relu_of_the_skip() -> None:
    """What follows the sum still follows: relu(x), and of a block that resizes, relu of what its way around makes of x."""
    net = load("digits-resnet-20")
    model = loaded("digits-resnet-20", net)
    blocks = [*net.layer1, *net.layer2, *net.layer3]
    for number, name in ((1, "layer1.1"), (3, "layer2.0")):
        recorded = ablate(seat(model, model.point(name), "branch"), X, [0], [], None, quiet)
        handle = blocks[number].register_forward_hook(lambda block, inputs, output: block.downsample(inputs[0]).relu())
        expected = net(X)[0]
        handle.remove()
        torch.testing.assert_close(recorded.after, expected)
        assert torch.equal(recorded.own[1], blocks[number].downsample(states_before(net, blocks, number)).relu()[0])


def states_before(net: torch.nn.Module, blocks: list[torch.nn.Module], number: int) -> Tensor:
    x = net.act1(net.bn1(net.conv1(X)))
    for block in blocks[:number]:
        x = block(x)
    return x


def test_all_heads_off_leave_the_projections_bias(vit: LoadedModel) -> None:
    at = seat(vit, vit.point("blocks.0"), "head")
    found = ablate(at, X, range(at.count), [], None, quiet)
    model = vit.model
    x = model.pos_drop(torch.cat([model.cls_token, model.patch_embed(X)], 1) + model.pos_embed)
    block = model.blocks[0]
    x = x + block.attn.proj.bias
    x = x + block.mlp(block.norm2(x))
    torch.testing.assert_close(found.own[1], x[0])


def test_one_head_off_is_its_columns_of_the_projection_at_zero(vit: LoadedModel) -> None:
    other = load("digits-vit")
    width = other.blocks[3].attn.proj.in_features // 4
    other.blocks[3].attn.proj.weight[:, 2 * width : 3 * width] = 0
    torch.testing.assert_close(off(vit, "blocks.3", "head", 2), other(X)[0])


def test_a_channel_off_a_channel_at_its_mean_and_one_of_another_picture(cnn: LoadedModel) -> None:
    model = cnn.model
    names = ["act4", "pool2", "conv5", "bn5", "act5", "conv6", "bn6", "act6", "gap", "head"]

    def until(x: Tensor) -> Tensor:
        for name, module in model.named_children():
            x = module(x)
            if name == "act4":
                return x
        raise AssertionError

    def rest(x: Tensor) -> Tensor:
        for name in names[1:]:
            x = model.get_submodule(name)(x)
        return x[0]

    pictures = (X, OTHER, -X)
    for others, value in (
        ((), torch.zeros(1)),
        ((OTHER,), until(OTHER)[:, 5]),
        (pictures, until(torch.cat(pictures)).mean(0)[5]),
    ):
        x = until(X).clone()
        x[:, 5] = value
        torch.testing.assert_close(off(cnn, "act4", "channel", 5, pictures=others), rest(x))
    x = until(X).clone()
    x[:, :, 3, 9] = 0
    torch.testing.assert_close(off(cnn, "act4", "position", 3 * 14 + 9), rest(x))


def test_every_later_stage_changes_and_no_earlier_one(cnn: LoadedModel) -> None:
    found = ablate(seat(cnn, cnn.point("act3"), "channel"), X, [0, 1, 2, 3], [], None, quiet)
    changes = {point.name: change for point, change in found.changes}
    names = list(changes)
    at = names.index("act3")
    assert [changes[name] for name in names[:at]] == [0.0] * at
    assert all(changes[name] for name in names[at:])
    own = cnn.model.act3(cnn.model.bn3(cnn.model.conv3(cnn.recorder.run(X)["pool1"])))[0]
    expected = (own[:4].norm() / own.norm()).item()
    assert changes["act3"] == pytest.approx(expected, rel=1e-5)
    assert found.target == int(cnn.model(X).argmax())


@pytest.mark.parametrize(
    ("point", "part", "numbers", "key"),
    [
        ("act3", "head", [0], "mixing-no-attention"), ("act3", "branch", [0], "ablation-lacks"),
        ("act3", "unit", [0], "ablation-lacks"), ("gap", "position", [0], "ablation-lacks"),
        ("act3", "channel", [64], "ablation-none-such"), ("act3", "channel", [], "ablation-index"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_in_words(cnn: LoadedModel, point: str, part: Part, numbers: list[int], key: str) -> None:
    with pytest.raises(NoAnswer) as refusal:
        ablate(seat(cnn, cnn.point(point), part), X, numbers, [], None, quiet)
    assert refusal.value.sentence.key == key


def test_a_detail_is_no_stage(vit: LoadedModel) -> None:
    with pytest.raises(NoAnswer, match="detail of a stage"):
        seat(vit, vit.point("blocks.1.attn.softmax"), "head")


@pytest.mark.parametrize(("name", "point"), [("vit", "blocks.1"), ("swin", "layers.0.blocks.1"), ("wide", "blocks.0")])
def test_heads_of_timms_models_and_of_windows(opened: Callable[[str], Opened], name: str, point: str) -> None:
    """Fused attention, and windows, whose first axis is more than the batch: alone, and in a sweep."""
    one = opened(name)
    at = seat(one.loaded, one.loaded.point(point), "head")
    projection = one.plain.get_submodule(f"{point}.attn.proj")
    width = projection.in_features // at.count
    kept = projection.weight.detach().clone()
    plain, logits = one.plain(one.x)[0], []
    for head in range(at.count):
        projection.weight.data[:, head * width : (head + 1) * width] = 0
        logits.append(one.plain(one.x)[0])
        projection.weight.data.copy_(kept)
        torch.testing.assert_close(ablate(at, one.x, [head], [], None, quiet).after, logits[-1], atol=1e-5, rtol=1e-5)
    _, ranked = Sweep(at, one.x, [], 0).whole(quiet)
    for row in ranked:
        assert row["effect"] == pytest.approx((logits[row["index"]][0] - plain[0]).item(), abs=1e-5)
    own = ablate(at, one.x, range(at.count), [one.x], None, quiet)
    assert torch.equal(own.after, own.before)
    torch.testing.assert_close(own.before, plain)


@pytest.mark.parametrize(("name", "part", "key"), [
    ("registers", "channel", "ablation-no-classes"), ("pvt", "head", "mixing-unreadable"),
])  # fmt: skip
def test_what_a_model_lacks_is_said(opened: Callable[[str], Opened], name: str, part: Part, key: str) -> None:
    one = opened(name)
    point = next(point for point in one.loaded.points if point.stage and "block" in point.name)
    with pytest.raises(NoAnswer) as refusal:
        ablate(seat(one.loaded, point, part), one.x, [0], [], None, quiet)
    assert refusal.value.sentence.key == key
