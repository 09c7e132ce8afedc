"""Sentences for people as data: the class stands in models/spec, because models have something to say, too."""

from models.spec.sentence import Sentence as Sentence
from models.spec.sentence import one_after_another as one_after_another
