"""Stages found in a trace: which modules are blocks, what belongs to a layer, and what comes first."""

import torch
from torch import Tensor, nn

from app.capture.axes import Prefixes
from app.capture.discovery.call_trace import trace_calls
from app.capture.discovery.stages import StageCall, StageFinder, answer_module, chains, is_composite, is_container, within
from models.spec.entry import Input

INPUT = Input(16, 16, 3, (0.0,) * 3, (1.0,) * 3)


def found(model: nn.Module) -> list[StageCall]:
    trace = trace_calls(model.eval(), torch.zeros(1, 3, 16, 16))
    return StageFinder(trace, INPUT, Prefixes(None, frozenset())).find()


def kinds(model: nn.Module) -> list[tuple[str, str]]:
    return [(stage.name, stage.kind) for stage in found(model)]


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.act, self.conv2 = nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.conv2(self.act(self.conv1(x)))
        return x + added


def head() -> tuple[nn.Module, ...]:
    return nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)


def test_a_convolution_ends_with_its_norm_and_activation() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), *head())
    first, second, average = found(model)
    assert (first.name, first.begins.name, first.kind) == ("2", "0", "stem")
    assert (second.name, second.kind) == ("3", "conv")
    assert (average.name, average.kind) == ("5", "average")


def test_an_activation_in_place_is_part_of_its_layer_too() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(inplace=True), *head())
    assert kinds(model) == [("1", "stem"), ("3", "average")]


def test_blocks_are_taken_whole_and_their_list_is_walked_into() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Sequential(Block(), Block()), *head())
    assert kinds(model) == [("0", "stem"), ("1.0", "block"), ("1.1", "block"), ("3", "average")]


def test_a_first_convolution_without_overlap_cuts_patches() -> None:
    assert kinds(nn.Sequential(nn.Conv2d(3, 8, 4, stride=4), *head()))[0] == ("0", "patches")
    assert kinds(nn.Sequential(nn.Conv2d(3, 8, 4, stride=2), *head()))[0] == ("0", "stem")


def test_pooling_of_cells_is_a_stage_and_the_answer_is_none() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2), *head())
    assert kinds(model) == [("0", "stem"), ("1", "pool"), ("3", "average")]
    assert answer_module(trace_calls(model.eval(), torch.zeros(1, 3, 16, 16))) == "4"


def test_tokens_get_their_position_once() -> None:
    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.proj, self.drop, self.again = nn.Conv2d(3, 8, 4, stride=4), nn.Dropout(), nn.Dropout()
            self.blocks, self.fc = nn.Sequential(Mixed(), Mixed()), nn.Linear(8, 10)

        def forward(self, x: Tensor) -> Tensor:
            tokens = self.drop(self.proj(x).flatten(2).transpose(1, 2) + 1)
            answer: Tensor = self.fc(self.blocks(self.again(tokens + 1)).mean(1))
            return answer

    class Mixed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(8, 8), nn.Linear(8, 8)

        def forward(self, x: Tensor) -> Tensor:
            added: Tensor = self.fc2(self.fc1(x))
            return x + added

    stages = kinds(Tokens())
    assert stages == [("proj", "patches"), ("drop", "positions"), ("blocks.0", "block"), ("blocks.1", "block")]


class Gate(nn.Module):
    """Squeeze and excitation."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.up = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.up(self.down(x.mean((2, 3), keepdim=True)).relu()).sigmoid()


class Gated(nn.Module):
    """An inverted residual, with and without the way around it."""

    def __init__(self, adds: bool) -> None:
        super().__init__()
        layers = [nn.Sequential(nn.Conv2d(8, 8, size, padding=size // 2), nn.BatchNorm2d(8)) for size in (1, 3, 1)]
        self.block, self.adds = nn.Sequential(*layers[:2], Gate(), layers[2]), adds

    def forward(self, x: Tensor) -> Tensor:
        return x + self.block(x) if self.adds else self.block(x)


def test_a_gate_between_the_convolutions_of_a_block_is_no_block() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Sequential(Gated(False), Gated(True)), *head())
    assert kinds(model) == [("0", "stem"), ("1.0", "block"), ("1.1", "block"), ("3", "average")]


class Scaled(nn.Module):
    """A norm in clothes of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.gain = nn.LayerNorm(8, elementwise_affine=False), nn.Parameter(torch.ones(8))

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x) * self.gain


class Listed(nn.Module):
    """Lists [norm, attention, dense] make its blocks; `depth` of them."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.cut = nn.Conv2d(3, 8, 4, stride=4)
        self.body, self.fc = Body(depth), nn.Linear(8, 10)

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.fc(self.body(self.cut(x).flatten(2).transpose(1, 2)).mean(1))
        return answer


class Body(nn.Module):
    def __init__(self, depth: int) -> None:
        super().__init__()
        parts = [(nn.Sequential(nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 8)), Scaled()) for _ in range(2 * depth)]
        self.layers = nn.ModuleList(
            nn.ModuleList([Part(*one), Part(*two)]) for one, two in zip(parts[::2], parts[1::2], strict=True)
        )

    def forward(self, x: Tensor) -> Tensor:
        for one, two in self.layers:
            x = one(x) + x
            x = two(x) + x
        return x


class Part(nn.Module):
    def __init__(self, dense: nn.Module, norm: nn.Module) -> None:
        super().__init__()
        self.dense, self.norm = dense, norm

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.dense(self.norm(x))
        return made


def test_what_is_added_to_what_it_was_made_of_is_a_branch() -> None:
    parts = [(f"body.layers.{i}.{j}", "branch") for i in range(2) for j in range(2)]
    assert kinds(Listed(2)) == [("cut", "patches"), *parts, ("body", "layer")]


def test_a_norm_in_clothes_of_its_own_is_no_block() -> None:
    class Dressed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cut, self.norms = nn.Conv2d(3, 8, 4, stride=4), nn.ModuleList([Scaled(), Scaled()])
            self.dense = nn.ModuleList([Part(nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 8)), nn.Identity()) for _ in range(2)])
            self.fc = nn.Linear(8, 10)

        def forward(self, x: Tensor) -> Tensor:
            x = self.cut(x).flatten(2).transpose(1, 2)
            for norm, dense in zip(self.norms, self.dense, strict=True):
                x = x + dense(norm(x))
            answer: Tensor = self.fc(x.mean(1))
            return answer

    assert kinds(Dressed()) == [("cut", "patches"), ("dense.0", "block"), ("dense.1", "block")]


def test_what_a_container_is_and_what_a_composite() -> None:
    assert is_container(nn.Sequential())
    assert is_container(nn.ModuleList())
    assert not is_container(Block())
    assert is_composite(Block())
    assert not is_composite(nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)))
    two = nn.Sequential(Block(), Block()).eval()
    assert chains(trace_calls(two, torch.zeros(1, 8, 16, 16)), two, "")


def test_a_path_lies_within_those_above_it_only() -> None:
    assert within("blocks.1.attn", "blocks.1")
    assert within("blocks.1", "")
    assert not within("blocks.10", "blocks.1")
    assert not within("blocks.1", "blocks.1")
