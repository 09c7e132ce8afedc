"""The README's table of models, from their cards: python -m models.table"""

from models.registry import MODELS, card

SHIFTS = ("1", "2", "4", "6", "8")


def table() -> str:
    """Markdown: one row a model, accuracies in percent of MNIST's 10,000 test digits."""
    head = ["model", "parameters", "MACs", "centred", *(f"{shift} px" for shift in SHIFTS)]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in MODELS:
        facts = card(name)
        moved = [f"{facts['shift_accuracy'][shift]:.1f}" for shift in SHIFTS]
        rows.append([f"`{name}`", f"{facts['parameters']:,}", f"{facts['macs']:,}", f"{facts['top1']:.2f}", *moved])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table())
