"""Compiled forms hold what the hooks see, at every batch size and from several threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.capture.compiled import Compiled, Unlike, compiled, difference
from app.capture.recorder import Recorder
from models.registry import MODELS, load
from models.spec.entry import DIGIT, Input
from models.spec.point import Point
from tests.support.shipped import FORMS
from tests.support.thorough import ALL

OURS = [name for name, entry in MODELS.items() if entry.tier == "digits"] + ["photos-resnet", "photos-vit", "pairs-vit-bag"]


def pictures(input: Input, count: int) -> Tensor:
    """Noise in the middle of an empty canvas, each another one."""
    x = torch.zeros(count, input.channels, input.height, input.width)
    noise = torch.rand(x.shape, generator=torch.Generator().manual_seed(count))
    x[..., 4:-4, 4:-4] = noise[..., 4:-4, 4:-4]
    return x


@pytest.mark.parametrize("name", OURS if ALL else [name for name in OURS if name in FORMS])
def test_every_point_is_what_the_hooks_see_at_every_batch_size(name: str) -> None:
    entry = MODELS[name]
    recorder = Recorder(load(name), entry.points)
    form = Compiled(compiled(recorder, entry.input))
    for count in (1, 2, 5):
        x = pictures(entry.input, count)
        exact, found = recorder.run(x), form.run(x)
        assert found.calls.keys() == exact.calls.keys() == {target.name for target in recorder.targets}
        for target, calls in [*exact.calls.items(), ("", [exact.output])]:
            others = found.calls[target] if target else [found.output]
            for one, other in zip(calls, others, strict=True):
                assert one.shape == other.shape
                assert (one - other).abs().max() <= 5e-5 * one.abs().max(), (target, count)


def test_what_is_not_asked_for_is_left_out() -> None:
    entry = MODELS["digits-cnn"]
    form = Compiled(compiled(Recorder(load("digits-cnn"), entry.points), entry.input))
    x = pictures(DIGIT, 3)
    whole, part = form.run(x), form.run(x, {"act1"})
    assert list(part.calls) == ["act1"]
    assert torch.equal(part["act1"], whole["act1"])
    assert torch.equal(part.output, whole.output)
    assert form.run(x, ()).calls == {}


def test_several_threads_run_one_form() -> None:
    entry = MODELS["digits-vit"]
    form = Compiled(compiled(Recorder(load("digits-vit"), entry.points), entry.input))
    inputs = [pictures(DIGIT, count) for count in (1, 2, 3, 4)] * 8
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda x: form.run(x).output, inputs))
    for x, output in zip(inputs, found, strict=True):
        assert torch.equal(output, form.run(x).output)


class Frozen(nn.Module):
    """A class token for as many pictures as there were when the pass was followed."""

    def __init__(self) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.ones(1, 1, 28))
        self.rows = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.rows(torch.cat([self.token.expand(len(x), -1, -1), x[:, 0]], 1)).mean((1, 2))[:, None]


def test_a_batch_that_has_become_a_constant_is_found() -> None:
    recorder = Recorder(Frozen(), [Point("rows", "rows", "hidden", ("token", "channel"), "embed")])
    form = Compiled(compiled(recorder, DIGIT))
    assert difference(recorder, form, pictures(DIGIT, 2)) < 1e-6
    with pytest.raises(Exception, match="Concat"):
        difference(recorder, form, pictures(DIGIT, 3))


def test_other_weights_other_points_and_no_numbers_are_found() -> None:
    entry = MODELS["digits-mlp"]
    recorder = Recorder(load("digits-mlp"), entry.points)
    x = pictures(DIGIT, 3)
    other = load("digits-mlp")
    with torch.no_grad():
        next(other.parameters()).mul_(1.001)
    form = Compiled(compiled(Recorder(other, entry.points), DIGIT))
    assert 1e-4 < difference(recorder, form, x) < 1e-1
    fewer = Compiled(compiled(Recorder(load("digits-mlp"), entry.points[:-1]), DIGIT))
    with pytest.raises(Unlike, match="points"):
        difference(recorder, fewer, x)
    with torch.no_grad():
        next(other.parameters()).fill_(np.nan)
    with pytest.raises(Unlike, match="finite"):
        difference(recorder, Compiled(compiled(Recorder(other, entry.points), DIGIT)), x)
