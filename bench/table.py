"""One measured figure, and how figures are shown."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """`limit` is what is promised, None where the figure only informs; `note` says how it came about."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.limit is None else self.value <= self.limit

    def wire(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.met}


def show(rows: list[Row]) -> None:
    width = max((len(row.what) for row in rows), default=0)
    for row in rows:
        promise = "" if row.limit is None else f"  (at most {row.limit:g}: {'met' if row.met else 'NOT MET'})"
        print(f"  {row.what:<{width}}  {row.value:>10.3f} {row.unit}{promise}{'  ' + row.note if row.note else ''}", flush=True)
