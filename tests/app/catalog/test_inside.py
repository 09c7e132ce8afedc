"""Inner modules as points: against plain hooks, queries, keys and values against their own computation, and odd modules."""

import math
from collections import defaultdict
from typing import Any

import pytest
import timm
import torch
from torch import Tensor, nn

from app.capture.module_output import one_tensor
from app.catalog.inside import is_inside, recorded
from app.catalog.loaded_model import LoadedModel
from app.catalog.sources import Listing
from app.catalog.timm_models import entry_of
from app.core.errors import NoAnswer, Problem
from models.registry import MODELS, load
from models.spec.entry import Input
from tests.support.odd_models import Looped, Tutorial
from tests.support.thorough import some

PHOTO = Input(32, 32, 3, (0.5,) * 3, (0.5,) * 3)


def shipped(name: str) -> LoadedModel:
    return LoadedModel.of(name, MODELS[name], load(name).eval(), [])


def own(model: nn.Module, input: Input = PHOTO) -> LoadedModel:
    model = model.eval().requires_grad_(False)
    about = Listing("Odd", None, input=input, tier="own", version="own")
    return LoadedModel.of("odd", entry_of(model, input, about, (), numbered=True), model, [])


def noise(loaded: LoadedModel) -> Tensor:
    input = loaded.entry.input
    return torch.randn(1, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(1))


def seen(loaded: LoadedModel, name: str, x: Tensor) -> Tensor:
    """What the page is shown of a point, its axes in the wire's order."""
    point = loaded.opened(name)
    return point.of(
        recorded(loaded.recorder, x, {point.module} if point.inner is None else set(), (point,) if point.inner else ())
    )[0]


def plainly(model: nn.Module, x: Tensor) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    hooks = [
        module.register_forward_hook(
            lambda module, given, output, name=name: found[name].append(
                output.clone() if isinstance(output, Tensor) else output
            )
        )
        for name, module in model.named_modules()
    ]
    with torch.inference_mode():
        model(x.clone())
    for hook in hooks:
        hook.remove()
    return found


@pytest.mark.parametrize("name", ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"])
def test_every_module_holds_what_plain_hooks_see(name: str) -> None:
    loaded = shipped(name)
    x, plain = noise(loaded), plainly(loaded.model, noise(loaded))
    calls = [call for call in loaded.inside.calls if call.part is None]
    assert {call.name for call in calls} == set(plain) - {""}
    for call in calls:
        point = loaded.opened(call.name)
        expected = plain[call.output.path][0][0]
        found = seen(loaded, call.name, x)
        raw = [axis for axis in point.raw if axis != "one"]
        order = [raw.index(axis) for axis in point.axes] if len(set(raw)) == len(raw) else range(len(raw))
        squeezed = expected.reshape([size for size, axis in zip(expected.shape, point.raw, strict=True) if axis != "one"])
        assert torch.equal(found, squeezed.permute(*order)), call.name
        assert tuple(found.shape) == point.shape


def test_queries_keys_and_values_are_what_the_weights_make() -> None:
    loaded, x = shipped("digits-vit"), None
    x = noise(loaded)
    weights, plain = loaded.model.state_dict(), plainly(loaded.model, noise(loaded))
    given = plain["blocks.2.norm1"][0][0].double()
    for at, part in enumerate("qkv"):
        rows = slice(64 * at, 64 * (at + 1))
        weight, bias = weights["blocks.2.attn.qkv.weight"][rows].double(), weights["blocks.2.attn.qkv.bias"][rows].double()
        found = seen(loaded, f"blocks.2.attn.{part}", x)
        torch.testing.assert_close(found.double(), given @ weight.T + bias, rtol=1e-5, atol=1e-5)
    q, k = (seen(loaded, f"blocks.2.attn.{part}", x).reshape(50, 4, 16).transpose(0, 1) for part in "qk")
    attention = (q @ k.transpose(-2, -1) / 4).softmax(-1)
    torch.testing.assert_close(attention, plain["blocks.2.attn.softmax"][0][0], rtol=1e-4, atol=1e-6)


FUSED = {
    "vit_tiny_patch16_224": ({"qkv"}, {"embed_dim": 24, "num_heads": 2, "depth": 1}),
    "vit_small_patch16_36x1_224": ({"qkv"}, {"embed_dim": 24, "num_heads": 2, "depth": 1, "qk_norm": True}),
    "swinv2_tiny_window8_256": (set(), {"embed_dim": 24, "depths": (1,), "num_heads": (2,), "window_size": 4}),
}


@pytest.mark.parametrize("name", some(list(FUSED), first=3))
def test_only_parts_that_were_seen_in_the_attention_are_offered(name: str) -> None:
    parts, more = FUSED[name]
    model = timm.create_model(name, pretrained=False, num_classes=5, img_size=32, **more)
    offered = {call.part for call in own(model).inside.calls} - {None}
    assert offered == {part for word in parts for part in word}


class Interleaved(nn.Module):
    """Each head's queries, keys and values side by side: thirds of the layer are none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.num_heads, self.qkv, self.proj = 2, nn.Linear(12, 36), nn.Linear(12, 12)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).reshape(len(x), -1, 2, 3, 6).permute(3, 0, 2, 1, 4)
        return self.proj(((q @ k.mT).softmax(-1) @ v).transpose(1, 2).reshape(len(x), -1, 12))


class Odd(nn.Module):
    """Parts that return a tuple, nothing, a dict, truth values, one number; one that never runs; one that runs thrice."""

    def __init__(self) -> None:
        super().__init__()
        self.cut, self.attention = nn.Conv2d(3, 12, 8, 8), Interleaved()
        self.act, self.never, self.head = nn.ReLU(), nn.Linear(2, 2), nn.Linear(12, 5)
        returns = {
            "pair": lambda x: (x, 2 * x), "nothing": lambda x: None, "named": lambda x: {"state": x}, "truth": lambda x: x > 0,
            "total": lambda x: x.mean((1, 2)), "empty": lambda x: x[:, :0], "table": lambda x: torch.arange(12.0).reshape(3, 4),
        }  # fmt: skip
        for name, function in returns.items():
            self.add_module(name, Returning(function))
        self.names = list(returns)

    def forward(self, x: Tensor) -> Tensor:
        x = self.act(self.cut(x)).flatten(2).transpose(1, 2)
        for name in self.names:
            getattr(self, name)(x)
        x = self.act(x + self.attention(x))
        return self.head(self.act(x.mean(1)))


class Returning(nn.Module):
    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Any:
        return self.function(x)


@pytest.fixture(scope="module")
def odd() -> LoadedModel:
    torch.manual_seed(0)
    return own(Odd())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pair", "no single tensor, but this: tuple: (1, 16, 12), (1, 16, 12)."), ("nothing", "but this: NoneType."),
        ("named", "but this: dict: (1, 16, 12)."), ("truth", "whole numbers or truth values"),
        ("total", "one number for each picture"), ("empty", "is empty: (1, 0, 12)"), ("never", "does not run in a pass"),
    ],
)  # fmt: skip
def test_what_holds_no_tensor_says_so(odd: LoadedModel, name: str, says: str) -> None:
    with pytest.raises(NoAnswer) as refused:
        odd.opened(name)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("act@4", "Calls of act in a pass of odd: 3."),
        ("atention.qkv", "attention.qkv"),
        ("zzz", "no point and no module 'zzz'."),
        ("", "''"),
    ],
)
def test_a_name_that_there_is_not_is_told_what_there_is(odd: LoadedModel, name: str, says: str) -> None:
    with pytest.raises(Problem) as refused:
        odd.opened(name)
    assert refused.value.status == 404
    assert says in refused.value.detail


def test_thirds_of_an_interleaved_layer_are_not_called_queries(odd: LoadedModel) -> None:
    assert not [call for call in odd.inside.calls if call.part]


def test_what_does_not_depend_on_the_pictures_number_is_shown_whole(odd: LoadedModel) -> None:
    point = odd.opened("table")
    assert (point.axes, point.shape, point.grid) == (("axis", "axis"), (3, 4), None)
    assert point.no_grid is not None
    assert point.no_grid.key == "inside-no-batch"
    assert torch.equal(seen(odd, "table", noise(odd)), torch.arange(12.0).reshape(3, 4))


@pytest.mark.parametrize("build", [Odd, Tutorial, Looped])
def test_each_call_of_a_module_has_an_address_of_its_own(build: type[nn.Module]) -> None:
    torch.manual_seed(0)
    loaded = own(build())
    x, plain = noise(loaded), plainly(loaded.model, noise(loaded))
    names = [call.name for call in loaded.inside.calls]
    assert len(set(names)) == len(names)
    for call in loaded.inside.calls:
        if loaded.inside.refusal(call) is None and call.part is None:
            expected = one_tensor(plain[call.output.path][call.number - 1])
            assert expected is not None
            assert math.prod(loaded.opened(call.name).shape) == expected.numel()
            assert torch.equal(seen(loaded, call.name, x).flatten().sort()[0], expected.flatten().sort()[0]), call.name


def test_an_own_points_question_is_not_about_what_lies_inside(odd: LoadedModel) -> None:
    with pytest.raises(Problem) as refused:
        odd.point("attention.proj")
    assert (refused.value.status, refused.value.type) == (422, "inner-point")
    assert is_inside(odd.model, "act@2")
    assert not is_inside(odd.model, "zzz")
