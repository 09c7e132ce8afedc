"""A sentence for people, as data: what it says by a key, and the values that it names. Another language is another table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, init=False)
class Sentence:
    """`key`: a slug that no other template has, by which the page finds its own words for it (static/js/i18n); `template`: the
    English sentence, with {names}; `values`: what stands for the names: numbers and texts that JSON can carry, or sentences.

    `str()` is the English sentence: what a notebook reads in `detail`.
    """

    key: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __init__(self, key: str, template: str, /, **values: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    @classmethod
    def of_told(cls, document: Mapping[str, Any]) -> "Sentence":
        """One that tells the same as what another process has `told`."""
        template = str(document["detail"]).replace("{", "{{").replace("}", "}}")
        return cls(document["reason"], template, **document["values"])

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def as_dict(self) -> dict[str, Any]:
        """As it goes over the wire, beside the English text: {"reason", "values"}. A sentence among the values is `told`."""
        return {"reason": self.key, "values": {name: _plain(value) for name, value in self.values.items()}}

    def told(self) -> dict[str, Any]:
        """The same with the English text: {"reason", "values", "detail"}."""
        return self.as_dict() | {"detail": str(self)}


def one_after_another(first: Sentence, *others: Sentence) -> Sentence:
    """Several sentences as one."""
    return Sentence("first-then", "{first} {then}", first=first, then=one_after_another(*others)) if others else first


def _plain(value: Any) -> Any:
    return value.told() if isinstance(value, Sentence) else value
