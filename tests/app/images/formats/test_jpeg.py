"""How much work a JPEG is, and of which kind, is told by its headers."""

import numpy as np
import pytest
from PIL import Image

from app.core.errors import Problem
from app.images.formats import jpeg
from tests.support.odd_pictures import save
from tests.support.refused_pictures import jpeg_scans

PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 64, 3), np.uint8))


def header(data: bytes) -> jpeg.JpegHeader:
    found = jpeg.header_of(data)
    assert found is not None
    return found


@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_baseline_picture_is_passed_over_once(subsampling: int) -> None:
    told = header(save(PICTURE, "JPEG", subsampling=subsampling))
    assert (told.width, told.height, told.bits, told.components, told.scans, told.read) == (64, 40, 8, 3, 1, True)
    assert told.work == 64 * 40 * (3, 2, 1.5)[subsampling]


def test_each_scan_of_a_progressive_picture_is_counted() -> None:
    told = header(save(PICTURE, "JPEG", progressive=True, subsampling=2))
    assert told.scans == 10
    assert told.work == 64 * 40 * 8  # twice 1.5 for the means; four times 1 for luma's details, four times 0.25 for colours'


def test_metadata_may_hold_anything_that_looks_like_a_scan() -> None:
    data = save(PICTURE, "JPEG", comment=b"\xff\xda" * 1000, exif=b"Exif\0\0" + b"\xff\xda" * 1000)
    assert header(data).scans == 1


def test_a_picture_of_too_many_passes_is_refused_with_its_size() -> None:
    with pytest.raises(Problem, match="2000 x 2000 pixels 1005 times") as refused:
        jpeg.check(jpeg_scans(), 50_000_000)
    assert refused.value.status == 413


def test_the_bound_is_on_scans_times_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    data = save(PICTURE, "JPEG", progressive=True, subsampling=2)
    monkeypatch.setattr(jpeg, "MOST_WORK", 64 * 40 * 8)
    jpeg.check(data, 10_000)
    monkeypatch.setattr(jpeg, "MOST_WORK", 64 * 40 * 8 - 1)
    with pytest.raises(Problem, match="would take too long"):
        jpeg.check(data, 10_000)


def test_a_108_megapixel_photo_is_refused_with_its_size_and_the_limit() -> None:
    data = bytearray(save(PICTURE, "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = (9000).to_bytes(2, "big") + (12000).to_bytes(2, "big")
    with pytest.raises(Problem, match=r"12000 x 9000 pixels are too many: of a JPEG, at most 50 million are read"):
        jpeg.check(bytes(data), 50_000_000)


@pytest.mark.parametrize(("marker", "bits"), [(0xC1, 12), (0xC3, 8), (0xCB, 8)])
def test_a_kind_that_is_not_decoded_is_not_called_broken(marker: int, bits: int) -> None:
    data = bytearray(save(PICTURE, "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 1], data[frame + 4] = marker, bits
    with pytest.raises(Problem, match="This kind of JPEG") as refused:
        jpeg.check(bytes(data), 50_000_000)
    assert refused.value.status == 415


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff", b"\xff\xd8" + b"\xff" * 1000, b"\xff\xd8\xff\xda\0\0" * 50, b"\xff\xd8\xff\xc0\0\x02"]
)
def test_headers_that_are_none_are_left_to_the_decoder(data: bytes) -> None:
    assert jpeg.header_of(data) is None
    jpeg.check(data, 1)
