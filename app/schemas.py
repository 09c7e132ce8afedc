"""What goes over the wire as JSON, for the OpenAPI description."""

from typing import Any, Literal

from pydantic import BaseModel

from models.point import Phase, Role


class ProblemDocument(BaseModel):
    """`application/problem+json`: `detail` is a sentence that says what to do."""

    type: str
    title: str
    status: int
    detail: str


class InputDocument(BaseModel):
    width: int
    height: int
    channels: int
    mean: list[float]
    std: list[float]


class PointDocument(BaseModel):
    name: str
    title: str
    role: Role
    phase: Phase
    axes: list[str]
    shape: list[int]
    depth: float
    stage: bool
    grid: tuple[int, int] | None
    prefix: int
    stride: int | None


class PictureDocument(BaseModel):
    parameter: str
    title: str
    kind: Literal["units", "kernels", "tokens", "patches", "sources", "positions"]
    stage: str
    shape: list[int]
    prefix: int
    direct: bool


class ModelDocument(BaseModel):
    id: str
    title: str
    family: str
    tier: str
    version: str
    default: bool
    input: InputDocument
    labels: list[str]
    scaled: bool
    parameters: int | None
    macs: int | None
    top1: float | None
    shift_accuracy: dict[str, float] | None
    trained_on: str | None
    augmentation: str | None
    licence: str | None
    note: str
    status: str
    points: list[PointDocument]
    pictures: list[PictureDocument]


class ModelsDocument(BaseModel):
    models: list[ModelDocument]


class SampleDocument(BaseModel):
    name: str
    title: str
    tier: str


class SamplesDocument(BaseModel):
    samples: list[SampleDocument]


class StoredPicture(BaseModel):
    id: str
    width: int
    height: int


class Steps(BaseModel):
    inverted: bool
    box: tuple[int, int, int, int]
    width: int
    height: int
    scale: float
    offset: tuple[int, int]


class Pattern(BaseModel):
    png: str
    steps: Steps | None


class Prediction(BaseModel):
    index: int
    label: str
    probability: float
    logit: float


class PointStatistics(BaseModel):
    name: str
    role: Role
    phase: Phase
    axes: list[str]
    shape: list[int]
    depth: float
    min: float | None
    max: float | None
    mean: float | None
    std: float | None


class Trace(BaseModel):
    model: str
    predictions: list[Prediction]
    points: list[PointStatistics]
    milliseconds: float


class Traces(BaseModel):
    traces: list[Trace]


class MixingSummary(BaseModel):
    self: float | None
    effective_sources: float | None
    mean_distance: float | None
    uniform_distance: float | None


class MixingAnswer(BaseModel):
    """docs/wire.md, "Who listens to whom"."""

    model: str
    point: str
    kind: Literal["attention", "rollout", "contribution", "share", "effective"]
    level: Literal["operator", "block", "input"] | None
    query: dict[str, int] | None
    means: str
    grid: tuple[int, int] | None
    pixels: int | None
    prefix: list[Any] | None
    values: list[Any] | None
    summary: MixingSummary | None


class AttentionEntry(BaseModel):
    """docs/wire.md, "One entry of an attention matrix"."""

    model: str
    point: str
    head: int
    query_token: int
    key_token: int
    query: list[float]
    key: list[float]
    value: list[float]
    dots: list[float]
    scale: float
    weights: list[float]
    output: list[float]
