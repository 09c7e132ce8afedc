"""What anybody writes as a transform: read as it is meant, or refused with a sentence that says what would be one."""

import pytest

from app.core.errors import Problem
from app.images.scene.transform import STEPS, read_transform, refusal
from models.measure.transforms import APPLY, NONE, transform


def test_what_is_written_well_is_read_as_it_stands() -> None:
    for text in ("patches:4:-7", "mirror:0,turn:90", "cover:-3:0:4:5", "noise:0.25:3"):
        assert read_transform(text) == transform(text)
    assert read_transform("") == NONE
    assert STEPS.keys() == APPLY.keys()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("melt", "There is no transform 'melt'. There is patches, pixels, within, turn,"),
        ("patches:4", "patches is written patches:side:seed, not 'patches:4'."),
        ("pixels:x", "seed of pixels must be a whole number from -9999 to 9999, not 'x'."),
        ("turn:45", "turn takes 90, 180 or 270 degrees, not '45'."),
        ("noise:nan:1", "deviation of noise must be a number from 0 to 1, not 'nan'."),
        ("cover:0:0:0:4", "width of cover must be a whole number from 1 to 999, not '0'."),
        (",".join(["mirror:0"] * 9), "A transform has at most 8 steps, not 9."),
    ],
)
def test_what_is_no_transform_is_refused_with_what_would_be(text: str, says: str) -> None:
    with pytest.raises(Problem) as refused:
        read_transform(text)
    assert refused.value.status == 422
    assert refused.value.detail.startswith(says)


def test_what_does_not_fit_the_input_is_told() -> None:
    assert str(refusal(read_transform("patches:5:1"), 28, 28)).startswith("Patches of 5 px do not fill 28 x 28 px.")
    assert str(refusal(read_transform("turn:90"), 28, 24)).startswith("A picture of 28 x 24 px can be turned by 180")
    assert refusal(read_transform("turn:180,patches:4:1"), 28, 24) is None
