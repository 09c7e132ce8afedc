"""The tables of models in README and docs/measured.md, from their cards: python -m models.training.readme_tables [--write]"""

import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from ..entries.pairs import PAIRS
from ..entries.photos import PHOTOS
from ..measure.compound_scaling import cost, scaling_of
from ..registry import MODELS, card
from ..spec.glyphs import GAPS
from .atomic_write import replace_file

ROOT = Path(__file__).parents[2]

SHIFTS = ("1", "2", "4", "6", "8")


def one_decimal(value: float) -> str:
    """A half is rounded up, as the page does: 40.65, which is a little less in binary, is 40.7."""
    return str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def table() -> str:
    """Markdown: one row a digit model, accuracies in percent of MNIST's 10,000 test digits."""
    head = ["model", "parameters", "MACs", "centred", *(f"{shift} px" for shift in SHIFTS)]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in (name for name, entry in MODELS.items() if entry.tier == "digits"):
        facts = card(name)
        moved = [one_decimal(facts["shift_accuracy"][shift]) for shift in SHIFTS]
        rows.append([f"`{name}`", f"{facts['parameters']:,}", f"{facts['macs']:,}", f"{facts['top1']:.2f}", *moved])
    return markdown(rows)


def photos() -> str:
    """Markdown: one row a photo model, the best first, accuracies in percent of Tiny ImageNet's 10,000 validation pictures."""
    head = ["model", "parameters", "MACs", "top-1", "top-5", "epochs", "minutes"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name, facts in sorted(((name, card(name)) for name in PHOTOS), key=lambda pair: -pair[1]["top1"]):
        shares = [one_decimal(facts[key]) for key in ("top1", "top5")]
        trainings = [*facts.get("earlier", []), facts]
        epochs, seconds = (
            sum(one) for one in zip(*((run["recipe"]["epochs"], run["seconds"]) for run in trainings), strict=True)
        )
        cost = [f"{epochs}", f"{seconds / 60:.0f}"]
        rows.append([f"`{name}`", f"{facts['parameters']:,}", f"{facts['macs']:,}", *shares, *cost])
    return markdown(rows)


def certainty() -> str:
    """Markdown: how far each photo model can be believed, the best first, in percent but for the temperature."""
    foreign = ("photographs", "patterns", "digits")
    head = [
        "model",
        "temperature",
        "ECE of softmax",
        "calibrated",
        "names",
        "of these right",
        *(f"unsure of {one}" for one in foreign),
    ]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name, facts in sorted(((name, card(name)) for name in PHOTOS), key=lambda pair: -pair[1]["top1"]):
        known = facts["calibration"]
        unsure = {one["kind"]: one["unsure"] for one in known["foreign"]}
        shares = [known["ece"]["softmax"], known["ece"]["calibrated"], known["named"], known["right"]]
        shares += [unsure.get(kind) for kind in foreign]
        rows.append([f"`{name}`", f"{known['temperature']:.2f}", *("–" if one is None else f"{one:.1f}" for one in shares)])
    return markdown(rows)


def pairs() -> str:
    """Markdown: one row a model of the tier `pairs`, percent of all pairs, mean and range over the seeds."""
    columns = [(gap, rows) for gap in GAPS for rows in ("seen", "unseen")]
    heads = [f"{gap} px, rows {rows}" for gap, rows in columns]
    rows = [
        ["model", "parameters", *heads, *(f"swap, {gap} px" for gap in GAPS)],
        ["---", *["---:"] * (1 + len(columns) + len(GAPS))],
    ]
    for name in PAIRS:
        facts = card(name)
        shares = [_over([one[str(gap)][kind] for one in facts["seeds"]]) for gap, kind in columns]
        swaps = [_below(max(one[str(gap)]["swap"] for one in facts["seeds"])) for gap in GAPS]
        rows.append([f"`{name}`", f"{facts['parameters']:,}", *shares, *swaps])
    return markdown(rows)


def _over(values: list[float]) -> str:
    mean = f"{sum(values) / len(values):.0f}"
    return mean if min(values) == max(values) else f"{mean} ({min(values):.0f}–{max(values):.0f})"


def _below(swap: float) -> str:
    return "< 1e-6" if swap < 1e-6 else f"{swap:.0f}" if swap >= 100 else f"{swap:.2g}"


TWINS = ("digits-plain-20", "digits-resnet-20", "digits-plain-56", "digits-resnet-56", "digits-plain-20-nonorm")


def curves() -> str:
    """Markdown: training loss and accuracy per epoch of the plain networks and their residual twins."""
    cards = {name: card(name) for name in TWINS}
    epochs = range(len(cards[TWINS[0]]["curve"]))
    rows = [["model", *(f"epoch {epoch + 1}" for epoch in epochs), "all test digits"], ["---", *["---:"] * (len(epochs) + 1)]]
    for name, facts in cards.items():
        seen = [f"{one['train_loss']:.3f}, {one['test_accuracy']:.2f} %" for one in facts["curve"]]
        rows.append([f"`{name}`", *seen, f"{facts['top1']:.2f} %"])
    return markdown(rows)


def scaling() -> str:
    """Markdown: what each step of compound scaling costs and gives."""
    rows = [["model", "pixels", "blocks per stage", "channels", "parameters", "MACs", "accuracy"], ["---", *["---:"] * 6]]
    for name, entry in MODELS.items():
        if factors := scaling_of(entry):
            form = cost(factors)
            stages = [", ".join(map(str, form.blocks)), ", ".join(map(str, form.channels))]
            figures = [f"{form.parameters:,}", f"{form.macs:,}", f"{card(name)['top1']:.2f} %"]
            rows.append([f"`{name}`", f"{form.side} x {form.side}", *stages, *figures])
    return markdown(rows)


def markdown(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


TABLES = {"README.md": (table, photos, certainty, pairs), "docs/measured.md": (curves, scaling)}
"""Page -> the tables that stand in it."""


def write_tables(root: Path = ROOT) -> list[str]:
    """Puts each table in the place of the one with the same head, and returns the pages that changed."""
    changed = []
    for page, tables in TABLES.items():
        before = after = (root / page).read_text(encoding="utf-8")
        for build in tables:
            after = with_table(after, build())
        if after != before:
            replace_file(root / page, after.encode())
            changed.append(page)
    return changed


def with_table(text: str, new: str) -> str:
    """`text` with the table `new` in place of the one that begins with the same row. LookupError if there is none."""
    lines, rows = text.split("\n"), new.split("\n")
    if rows[0] not in lines:
        raise LookupError(f"There is no table that begins with {rows[0]}")
    first = last = lines.index(rows[0])
    while last < len(lines) and lines[last].startswith("|"):
        last += 1
    return "\n".join([*lines[:first], *rows, *lines[last:]])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        print("\n".join(write_tables()) or "The tables are those of the cards.")
    else:
        print("\n\n".join(build() for tables in TABLES.values() for build in tables))
