"""What pictures a model takes, from the image processor that transformers has for it, or open_clip's configuration.

A processor is followed where it only scales, cuts, rescales and normalises: its class then has no steps of its own, or ones
that are known here. Of any other its size, mean and std are taken, and a sentence says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from torch import Tensor

from models.spec.entry import Input
from models.spec.errors import WeightsError

from ...core.sentence import Sentence

BACKENDS = frozenset({"TorchvisionBackend", "PilBackend"})
"""Classes of transformers whose steps are those that are followed."""

STEPS = ("_preprocess", "resize", "center_crop", "rescale", "normalize", "rescale_and_normalize")

KNOWN = frozenset(
    {"ConvNext", "PoolFormer", "Levit", "MobileViT", "EfficientNet", "Beit", "MobileNetV2", "Segformer", "DINOv3ViT"}
)  # fmt: skip
"""Processors with steps of their own that are followed, too."""

FILTERS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
"""As Pillow numbers them."""

WARPED = 384
"""ConvNeXt's processor cuts nothing from this size on."""

Size = tuple[int, int]
"""Rows and columns."""


@dataclass(frozen=True)
class Taken:
    """`blue_first`: whether the model gets a picture's channels in the order blue, green, red."""

    input: Input
    blue_first: bool = False
    findings: tuple[Sentence, ...] = ()


class BlueFirst:
    """Stands in the place of a module's forward, and hands it a picture's channels the other way round."""

    def __init__(self, forward: Callable[..., Any]) -> None:
        self._forward = forward

    def __call__(self, x: Tensor, *arguments: Any, **named: Any) -> Any:
        """x (B, 3, H, W), red first."""
        return self._forward(x.flip(1), *arguments, **named)


def is_processor(given: object) -> bool:
    return all(hasattr(given, name) for name in ("do_resize", "do_normalize", "image_mean", "image_std", "size"))


def taken_by(processor: Any, config: Any) -> Taken:
    """`config`: the model's, which says how many channels and pixels it takes where the processor does not. WeightsError where
    neither says the size."""
    kind = type(processor).__name__.removesuffix("Pil")
    scaled, size, mode = _sizes(processor, kind) if _follows(processor, kind) else (None, None, "center")
    share = None if scaled is None or size is None else _share(scaled, size)
    if share is None or size is None:
        size = _own_size(processor, config)
    channels = _whole(getattr(config, "num_channels", None)) or 3
    mean, std = _colours(processor, kind, channels)
    filter = getattr(processor, "resample", None)
    named = FILTERS[int(filter)] if filter is not None and int(filter) < len(FILTERS) else "bilinear"
    input = Input(
        size[1], size[0], channels, mean, std, "crop", share or 1.0, mode, named, "down"  # type: ignore[arg-type]
    )  # fmt: skip
    findings = [] if share is not None else [_of_its_own(kind, input)]
    blue_first = bool(getattr(processor, "do_flip_channel_order", False)) and channels == 3
    if blue_first:
        says = "It takes blue, green and red in this order: they are turned round right before it, pictures are shown as usual."
        findings.append(Sentence("own-blue-first", says))
    return Taken(input, blue_first, tuple(findings))


def _of_its_own(kind: str, input: Input) -> Sentence:
    says = (
        "Its image processor, {kind}, prepares pictures in a way that is not followed: here they are scaled to "
        "{width} x {height} and normalised with its mean and std."
    )
    return Sentence("own-processor-unfollowed", says, kind=kind, width=input.width, height=input.height)


def _follows(processor: Any, kind: str) -> bool:
    if not getattr(processor, "do_resize", True) or getattr(processor, "do_pad", None):
        return False
    if kind.removesuffix("ImageProcessor") in KNOWN:
        return True
    base = next((one for one in type(processor).__mro__ if one.__name__ in BACKENDS), None)
    return base is not None and all(getattr(type(processor), name, None) is getattr(base, name, None) for name in STEPS)


def _sizes(processor: Any, kind: str) -> tuple[Size | None, Size | None, Literal["center", "squash"]]:
    """What a picture is scaled to (of `center`, a square one), what is cut out of that, and how it is scaled; None for a size
    that depends on the picture in another way."""
    height, width, short = (_length(processor.size, name) for name in ("height", "width", "shortest_edge"))
    cut, share = _cut(processor), getattr(processor, "crop_pct", None)
    if kind == "ConvNextImageProcessor" and short:
        wide = int(short / (share or 224 / 256))
        small = short < WARPED
        return ((wide, wide) if small else (short, short)), cut or (short, short), "center" if small else "squash"
    if kind == "PoolFormerImageProcessor" and share and (side := short or (height if height == width else None)):
        short, height, width = int(side / share), None, None
    if kind == "LevitImageProcessor" and short:
        short = int(256 / 224 * short)
    if height and width:
        return (height, width), cut or (height, width), "squash"
    if short and cut and cut[0] == cut[1] and not _length(processor.size, "longest_edge"):
        return (short, short), cut, "center"
    return None, None, "center"


def _cut(processor: Any) -> Size | None:
    if not getattr(processor, "do_center_crop", None):
        return None
    rows, columns = (_length(processor.crop_size, name) for name in ("height", "width"))
    return (rows, columns) if rows and columns else None


def _own_size(processor: Any, config: Any) -> Size:
    """What the model's configuration says, else the processor as far as it goes."""
    side = getattr(config, "image_size", None)
    known = tuple(side) if isinstance(side, (list, tuple)) else (side, side)
    if len(known) == 2 and all(_whole(one) for one in known):
        return known[0], known[1]
    height, width, short = (_length(processor.size, name) for name in ("height", "width", "shortest_edge"))
    found = _cut(processor) or (height and width and (height, width)) or (short and (short, short))
    if found:
        return found
    raise WeightsError(Sentence("own-processor-no-size", "Its image processor does not say to what size it brings a picture."))


def _share(scaled: Size, size: Size) -> float | None:
    """The share of the scaled picture that is kept, so that dividing by it gives back `scaled` to the pixel; None where there
    is no such one number."""
    for wide in (scaled[1], scaled[1] + 0.5):
        share = size[1] / wide
        if tuple(int(side / share) for side in size) == scaled:
            return share
    return None


def _colours(processor: Any, kind: str, channels: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and std for pictures from 0 to 1, whatever range and offset the processor brings them to first."""
    normalises = bool(getattr(processor, "do_normalize", None)) and not kind.startswith("MobileViT")
    mean = _each(processor.image_mean if normalises else 0.0, channels)
    std = _each(processor.image_std if normalises else 1.0, channels)
    most = 255 * float(processor.rescale_factor) if getattr(processor, "do_rescale", None) else 255.0
    offset = 1.0 if getattr(processor, "rescale_offset", False) and getattr(processor, "do_rescale", None) else 0.0
    again = _each(processor.image_std, channels) if getattr(processor, "include_top", False) else (1.0,) * channels
    return (
        tuple((one + offset) / most for one in mean),
        tuple(one * more / most for one, more in zip(std, again, strict=True)),
    )  # fmt: skip


def _each(given: Any, channels: int) -> tuple[float, ...]:
    values = tuple(map(float, given)) if isinstance(given, (list, tuple)) else (float(given),) * channels
    if len(values) == channels and all(value >= 0 for value in values):
        return values
    says = "Its image processor has {count} numbers for mean or std; {channels} channels need as many."
    raise WeightsError(Sentence("own-processor-colours", says, count=len(values), channels=channels))


def _length(size: Any, name: str) -> int | None:
    """Of transformers' SizeDict, or a dict."""
    return _whole(size.get(name) if isinstance(size, dict) else getattr(size, name, None))


def _whole(given: Any) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else None


OPEN_CLIP: dict[str, Literal["center", "squash"]] = {"shortest": "center", "squash": "squash"}
"""How open_clip calls what is followed of its ways to scale."""


def of_open_clip(module: Any) -> Taken | None:
    """By the configuration that open_clip leaves on its image towers; None where there is none."""
    known = getattr(module, "preprocess_cfg", None) or getattr(getattr(module, "visual", None), "preprocess_cfg", None)
    if not isinstance(known, dict) or not {"size", "mean", "std"} <= known.keys():
        return None
    size = known["size"]
    rows, columns = map(int, size) if isinstance(size, (list, tuple)) else (int(size), int(size))
    mean, std = (_each(known[name], 3) for name in ("mean", "std"))
    way, filter = known.get("resize_mode") or "shortest", known.get("interpolation")
    named: Literal["bilinear", "bicubic"] = "bilinear" if filter == "bilinear" else "bicubic"
    input = Input(columns, rows, 3, mean, std, "crop", 1.0, OPEN_CLIP.get(way, "center"), named)
    return Taken(input, findings=() if way in OPEN_CLIP else (_of_its_own(f"open_clip ({way})", input),))
