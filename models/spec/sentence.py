"""A sentence for people, as data: what it says by a key, and the values that it names. Another language is another table."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, init=False)
class Sentence:
    """`key`: a slug that no other template has, by which the page finds its own words for it (static/js/i18n); `template`: the
    English sentence, with {names}; `values`: what stands for the names, as numbers and texts that JSON can carry.

    `str()` is the English sentence: what a notebook reads in `detail`.
    """

    key: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __init__(self, key: str, template: str, /, **values: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def as_dict(self) -> dict[str, Any]:
        """As it goes over the wire, beside the English text: {"reason", "values"}."""
        return {"reason": self.key, "values": self.values}
