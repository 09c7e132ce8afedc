"""The networks that read a digit one row after the other: what attention came to replace."""

from ..architectures.recurrent import LSTM, Recurrent
from ..spec.entry import DIGIT, DIGIT_CLASSES, Entry
from ..spec.point import Point
from .points import LOGITS

STEPS = (Point("steps.*", "row {}", "hidden", ("unit",), "both"), LOGITS)

RECURRENT: dict[str, Entry] = {
    "digits-rnn": Entry(
        Recurrent, "RNN", "rnn", "digits", "centred", DIGIT, DIGIT_CLASSES, STEPS, (),
        note="Reads row by row, and all it has seen is one state.",
    ),
    "digits-lstm": Entry(
        LSTM, "LSTM", "rnn", "digits", "centred", DIGIT, DIGIT_CLASSES, STEPS, (),
        note="Gates decide what of the rows before is kept.",
    ),
}  # fmt: skip
