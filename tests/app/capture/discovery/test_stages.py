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
