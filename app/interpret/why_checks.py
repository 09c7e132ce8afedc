"""Whether to believe a map: what the answer does when its windows go, and whether it hangs on the weights at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..analysis.attribution import STEPS
from ..analysis.deletion import WAYS, Curve, Way, curve, order_of, random_order, windows_of
from ..analysis.deletion import steps as steps_of
from ..analysis.rank_correlation import spearman
from ..catalog.catalog import Catalog
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .attributions import Baseline, Explained, Method, explain, pair, scored
from .gradients import initial
from .stage import Between

RANDOM = "random"
"""The order of the windows that no map gives."""


@dataclass(frozen=True)
class Curves:
    """`curves`: method or "random" -> both ways. `windows`: how many have changed at each step."""

    about: Explained
    windows: list[int]
    curves: dict[str, dict[Way, Curve]]


def curves(
    loaded: LoadedModel, image: Float[Tensor, "C H W"], methods: Sequence[Method], target: int | None, against: int | None,
    baseline: Baseline, seed: int, between: Between,
) -> Curves:  # fmt: skip
    """Deletion and insertion by each method's order of windows, and by a random one. As `explain` otherwise; `gradient` is
    left out, because it says what a change would do, not what the pixel brought."""
    about = explain(loaded, image, methods, target, against, baseline, between)
    form = loaded.entry.input
    x, empty = pair(image, baseline, form)
    orders = {
        name: order_of(one.values, about.window, name == "occlusion")
        for name, one in about.maps.items() if name != "gradient"
    }  # fmt: skip
    if not orders:
        raise NoAnswer(NO_ORDER)
    number = windows_of(form.height, form.width, about.window)
    passes, of = count(), (len(orders) + 1) * len(steps_of(number)) * len(WAYS)
    score = scored(loaded, about.target, against, lambda: between(next(passes), of))

    def drawn(order: Tensor) -> dict[Way, Curve]:
        ends, together = (about.score, about.empty), min(loaded.together, STEPS)
        return {way: curve(way, score, x, empty, order, about.window, ends, together) for way in WAYS}

    found = {name: drawn(order) for name, order in orders.items()}
    return Curves(about, steps_of(number), found | {RANDOM: drawn(random_order(number, seed))})


NO_ORDER = Sentence("why-no-order", "The gradient alone puts no windows in order: ask for one of the other methods.")


@dataclass(frozen=True)
class Agreement:
    """Spearman's rank correlation of the two maps, `signed`, and of their sizes; None where one of the two does not vary."""

    signed: float | None
    sizes: float | None


@dataclass(frozen=True)
class Randomised:
    """`twin`: the same of the model before training. `pixels`: how many are compared."""

    trained: Explained
    twin: Explained
    pixels: int
    agreement: dict[Method, Agreement]

    def wire(self, labels: Sequence[str]) -> dict[str, Any]:
        both = [(name, one, self.trained.maps[name], self.twin.maps[name]) for name, one in self.agreement.items()]
        return self.trained.wire(labels) | {
            "pixels": self.pixels, "twin_score": self.twin.score, "twin_baseline_score": self.twin.empty,
            "methods": [
                {"method": name, "total": here.total, "twin_total": there.total, "stage": here.stage, "form": here.form,
                 "signed": one.signed, "sizes": one.sizes}
                for name, one, here, there in both
            ],
        }  # fmt: skip


def randomised(
    catalog: Catalog, loaded: LoadedModel, image: Float[Tensor, "C H W"], methods: Sequence[Method], target: int | None,
    against: int | None, baseline: Baseline, between: Between,
) -> Randomised:  # fmt: skip
    """The maps of a model and of its untrained twin (the architecture built with seed 0), and how far they agree (1810.03292).

    Compared are the pixels in which picture and baseline differ: where they do not, most methods are 0 whatever the weights.
    NoAnswer as `explain`, and for a model that came with its weights.
    """
    before = initial(catalog, loaded)
    trained = explain(loaded, image, methods, target, against, baseline, between)
    own = replace(loaded, model=before.model, recorder=before, compiled=None)
    twin = explain(own, image, list(trained.maps), trained.target, against, baseline, between)
    x, empty = pair(image, baseline, loaded.entry.input)
    compared = (x != empty).any(1)[0]
    agreement = {}
    for name in twin.maps:
        a, b = (of.maps[name].values[compared] for of in (trained, twin))
        agreement[name] = Agreement(spearman(a, b), spearman(a.abs(), b.abs()))
    return Randomised(trained, twin, int(compared.sum()), agreement)


def stacked(found: Randomised) -> Float[Tensor, "2 M H W"]:
    """The maps of both, of the methods that both have: trained, then before training."""
    return torch.stack([torch.stack([of.maps[name].values for name in found.agreement]) for of in (found.trained, found.twin)])
