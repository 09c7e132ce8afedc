"""The tables of models in README and docs/measured.md, from their cards: python -m models.table"""

from models.efficientnet import STAGES, EfficientNet, Scaling
from models.entry import DIGIT
from models.evaluate import macs
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
    return markdown(rows)


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
    """Markdown: what each step of compound scaling costs, and what it gives where it was trained."""
    rows = [["φ", "pixels", "blocks per stage", "channels", "parameters", "MACs", "accuracy"], ["---", *["---:"] * 6]]
    for phi in range(3):
        step, name = Scaling.compound(phi), f"digits-efficientnet-{phi}"
        model = EfficientNet(step).eval()
        blocks, widths = ([size(row[at]) for row in STAGES] for size, at in ((step.blocks, 2), (step.channels, 1)))
        cost = [f"{sum(parameter.numel() for parameter in model.parameters()):,}", f"{macs(model, DIGIT):,}"]
        seen = f"{card(name)['top1']:.2f} %" if name in MODELS else "not trained"
        rows.append(
            [str(phi), f"{step.side()} x {step.side()}", *(", ".join(map(str, n)) for n in (blocks, widths)), *cost, seen]
        )
    return markdown(rows)


def markdown(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print("\n\n".join((table(), curves(), scaling())))
