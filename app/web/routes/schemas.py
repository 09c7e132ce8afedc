"""What goes over the wire as JSON, for the OpenAPI description."""

from typing import Any, Literal

from pydantic import BaseModel

from models.spec.point import Phase, Role


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
    fit: Literal["digits", "crop"]
    crop_pct: float
    crop_mode: str
    interpolation: str


class KeysDocument(BaseModel):
    grid: tuple[int, int] | None
    prefix: int


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
    keys: KeysDocument | None
    adds: int


class PictureDocument(BaseModel):
    parameter: str
    title: str
    kind: Literal["units", "kernels", "tokens", "patches", "sources", "positions"]
    stage: str
    shape: list[int]
    prefix: int
    direct: bool


class PrecisionDocument(BaseModel):
    """`logits`: largest difference of the logits from those in float32, on one picture."""

    precision: Literal["float32", "bfloat16"]
    logits: float


class ReasonDocument(BaseModel):
    """Why a model cannot be asked: `reason` is the sentence's key, null where it has none; `detail` the sentence."""

    reason: str | None
    values: dict[str, Any]
    detail: str


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
    top1_side: int | None
    top1_source: str | None
    shift_accuracy: dict[str, float] | None
    trained_on: str | None
    augmentation: str | None
    licence: str | None
    bytes: int | None
    repository: str | None
    note: str
    status: str
    state: Literal["ready", "absent", "unavailable"]
    reason: ReasonDocument | None
    precision: PrecisionDocument
    lacks: dict[str, str]
    points: list[PointDocument]
    pictures: list[PictureDocument]


class ModelsDocument(BaseModel):
    models: list[ModelDocument]


class SampleDocument(BaseModel):
    name: str
    title: str
    fit: Literal["digits", "crop"]


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


class Cut(BaseModel):
    box: tuple[float, float, float, float]
    width: int
    height: int


class Pattern(BaseModel):
    png: str
    steps: Steps | None
    cut: Cut | None


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


class EstimateDocument(BaseModel):
    """By random probes, where exact rows would take too long; `error`: expected total variation distance from them."""

    probes: int
    error: float


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
    estimate: EstimateDocument | None


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


class Download(BaseModel):
    """docs/wire.md, "Downloads"."""

    model: str
    state: Literal["absent", "waiting", "downloading", "checking", "ready", "failed", "cancelled"]
    bytes: int
    of: int | None
    speed: int | None
    error: str | None


class DownloadsDocument(BaseModel):
    downloads: list[Download]
    refusal: str | None
    removable: bool
    any: bool


class Square(BaseModel):
    """Pixels from top and left up to, not including, bottom and right; may lie outside the picture."""

    top: int
    left: int
    bottom: int
    right: int
    whole: bool


class StageSquare(BaseModel):
    point: str
    title: str
    depth: float
    square: Square | None
    reason: str | None


class Squares(BaseModel):
    """docs/wire.md, "Receptive fields"."""

    model: str
    rows: int
    columns: int
    cause: str | None
    when: list[Literal["trained", "initial"]]
    stages: list[StageSquare]


class Field(BaseModel):
    model: str
    point: str
    when: Literal["trained", "initial"]
    query: dict[str, int]
    centre: tuple[float, float]
    pictures: int
    probes: int
    means: str
    rows: int
    columns: int
    values: list[list[float]]
    width: float
    uniform_width: float
    square: int


class FieldLine(BaseModel):
    """One line: progress in pictures, the field, or what went wrong."""

    done: int | None = None
    of: int | None = None
    field: Field | None = None
    problem: ProblemDocument | None = None
