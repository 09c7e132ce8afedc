"""What routes_blocks.py sends, for the OpenAPI description. docs/wire.md, "One kind of block"."""

from pydantic import BaseModel


class Source(BaseModel):
    title: str
    point: str | None
    channels: int


class Target(BaseModel):
    title: str
    point: str
    parameter: str
    channels: int


class DenseBlock(BaseModel):
    model: str
    block: str
    layer: int
    sources: list[Source]
    targets: list[Target]
    kernel: list[int]
    connections: int
    means: list[list[float | None]]


class GateTable(BaseModel):
    id: str
    protocol: str
    weights: str
    classes: list[str]
    gates: dict[str, list[list[float]]]


class LayerNames(BaseModel):
    first: str
    second: str


class GateEntry(BaseModel):
    model: str
    point: str
    channel: int
    squeezed: list[float]
    before: list[float]
    hidden: list[float]
    activation: str
    weights: list[float]
    bias: float
    logit: float
    gate: float
    recorded: float
    parameters: LayerNames


class PatchMatrix(BaseModel):
    point: str
    title: str
    means: str
    toeplitz: float | None
    without_self: float | None


class PatchMatrices(BaseModel):
    model: str
    blocks: list[PatchMatrix]


class Factors(BaseModel):
    depth: float
    width: float
    resolution: float


class ScalingCost(BaseModel):
    factors: Factors
    parameters: int
    macs: int
    side: int
    blocks: list[int]
    channels: list[int]


class TrainedScaling(BaseModel):
    id: str
    title: str
    factors: Factors


class TrainedScalings(BaseModel):
    alpha: float
    beta: float
    gamma: float
    cost_per_step: float
    models: list[TrainedScaling]
