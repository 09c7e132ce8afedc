"""What can be wrong with a model's files, and the sentences that say so (templates of a Sentence)."""

from .sentence import Sentence

REMEDY = "Restore both files with `git checkout -- models/weights/{name}.*`, or train them anew with `make train MODEL={name}`."

CARD_UNREADABLE = "The card {file} cannot be read ({error}). " + REMEDY
CARD_MALFORMED = "The card {file} is not a card. " + REMEDY
WEIGHTS_UNREADABLE = "The weights {file} cannot be read ({error}). " + REMEDY
WEIGHTS_UNLIKE_CARD = "The weights {file} are not the ones that their card describes. " + REMEDY
WEIGHTS_MISFIT = "The weights {file} do not fit the model. " + REMEDY


class WeightsError(RuntimeError):
    """Weights that are missing, damaged or not the ones of their card; the message is a sentence that says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
