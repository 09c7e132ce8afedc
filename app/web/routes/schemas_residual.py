"""What the calls about the residual stream and the lineage answer, for the OpenAPI description (docs/wire.md)."""

from typing import Literal

from pydantic import BaseModel, Field

from models.spec.point import Phase

from .schemas import Prediction


class Measures(BaseModel):
    skip_norm: float
    branch_norm: float
    sum_norm: float
    ratio: float
    share: float
    cosine: float


class Part(BaseModel):
    name: str
    title: str
    point: str | None
    phase: Phase | None
    activation: str | None
    resizes: bool
    measures: Measures | None
    top1: float | None


class Stream(BaseModel):
    model: str
    kind: Literal["branch", "block"]
    parts: list[Part]
    whole: float | None
    protocol: str | None
    paths: list[float]


class Lesion(BaseModel):
    model: str
    off: list[str]
    predictions: list[Prediction]


class BlockGradient(BaseModel):
    name: str
    title: str
    point: str | None
    norm: float


class Gradients(BaseModel):
    model: str
    when: Literal["trained", "initial"]
    class_: int = Field(alias="class")
    label: str
    loss: float
    blocks: list[BlockGradient]


class Paths(BaseModel):
    model: str
    class_: int = Field(alias="class")
    label: str
    n: int
    binomial: list[float]
    norms: list[float]
    shares: list[float]
    total: float
    most: tuple[int, int]


class Line(BaseModel):
    file: str
    line: int
    function: str
    text: str


class Step(BaseModel):
    key: str
    title: str
    year: int
    paper: str
    source: str
    link: str
    idea: str
    model: str
    stage: str
    seen: str
    parent: str | None
    line: Line
    before: Line | None


class Epoch(BaseModel):
    epoch: int
    train_loss: float
    test_accuracy: float


class LeftOut(BaseModel):
    block: str
    top1: float


class Twin(BaseModel):
    model: str
    depth: int
    kind: Literal["plain", "residual", "pre-activation"]
    norm: bool
    curve: list[Epoch] | None
    curve_note: str | None
    top1: float | None
    lesion: list[LeftOut] | None
    lesion_whole: float | None
    lesion_protocol: str | None


class Lineage(BaseModel):
    steps: list[Step]
    twins: list[Twin]
