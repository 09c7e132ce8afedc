"""One model of a package, opened as MIXSCOPE_MODEL opens it: what the wire says of it against what is known of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from fastapi.testclient import TestClient
from torch import Tensor, nn

from app.catalog.catalog import Catalog
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.images.samples import sample_images
from app.main import create_app

from . import COPIES
from .case import Case
from .crawl import Answers, Crawler

PATIENCE = 300
CLOSE = 1e-5


@dataclass
class Row:
    """`faults`: what is not as it is known to be, one sentence each; none = the model passes."""

    name: str
    package: str
    stages: int = 0
    parity: str = ""
    attention: str = ""
    answers: Answers = field(default_factory=Answers)
    faults: list[str] = field(default_factory=list)


@dataclass
class Seen:
    """What the plainest hooks saw of one pass: for each call of each module its output, and what it received."""

    outputs: dict[str, list[Tensor]] = field(default_factory=lambda: defaultdict(list))
    received: dict[str, list[tuple[Tensor | None, dict[str, Tensor]]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, name: str) -> Tensor | None:
        """Of "path", or "path@2" for the second call."""
        path, _, call = name.partition("@")
        found = self.outputs.get(path, [])
        return found[int(call or 1) - 1] if len(found) >= int(call or 1) else None


def look(model: nn.Module, x: Tensor) -> Seen:
    seen = Seen()

    def first(values: Any) -> Tensor | None:
        if isinstance(values, Tensor):
            return values
        parts = list(values.values()) if hasattr(values, "values") else values if isinstance(values, (tuple, list)) else []
        return next((part for part in parts if isinstance(part, Tensor)), None)

    def before(name: str, given: Any, named: Any) -> None:
        one = first(given)
        one = first(named) if one is None else one
        tensors = {key: value.clone() for key, value in named.items() if isinstance(value, Tensor)}
        seen.received[name].append((None if one is None else one.clone(), tensors))

    def after(name: str, output: Any) -> None:
        if (one := first(output)) is not None:
            seen.outputs[name].append(one.clone())

    for name, module in model.named_modules():
        module.register_forward_pre_hook(lambda m, given, named, n=name: before(n, given, named), with_kwargs=True)
        module.register_forward_hook(lambda m, given, output, n=name: after(n, output))
    with torch.inference_mode():
        model(x.clone())
    return seen


@contextmanager
def server(names: Iterable[str]) -> Iterator[TestClient]:
    """The app with these models, in this process."""
    catalog = Catalog(("digits-mlp",), sample_images)
    for name in names:
        own = Own(f"bench.packages:{name}")
        catalog.add(own.name, own)
    app = create_app(Settings(threads=2, request_deadline_seconds=PATIENCE, compiled="off"), catalog)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def examine(client: TestClient, name: str, case: Case, calls: bool = True) -> Row:
    """`calls`: whether every HTTP call is asked, which takes most of the time."""
    row, model = Row(name, case.package), f"own-{name}"
    answer = client.get(f"/api/models/{model}")
    document = answer.json()
    if answer.status_code != 200 or document["state"] != "ready":
        row.faults.append(f"does not open: {document.get('status', document)}")
        return row
    crawler = Crawler(client, model)
    plain = COPIES.pop(name)
    seen = look(plain, torch.from_numpy(crawler.picture())[None])
    stages(row, case, document, seen)
    parity(row, document, seen, crawler)
    weights(row, case, document, dict(plain.named_modules()), seen, crawler)
    about = [path for path in client.app.openapi()["paths"] if path.startswith("/api/")]  # type: ignore[attr-defined]
    row.answers = crawler.crawl(document, about) if calls else crawler.found
    row.faults += [f"HTTP: {fault}" for fault in row.answers.faults]
    return row


def stages(row: Row, case: Case, document: dict[str, Any], seen: Seen) -> None:
    """Each named block is a stage, in order, with its places; between them stand only parts of blocks, or what holds some."""
    found = [point for point in document["points"] if point["stage"] and point["role"] != "logits"]
    row.stages, at, names = len(found), -1, case.names
    matched: list[int] = []
    for name, grid, prefix in zip(names, case.places, case.prefixes, strict=True):
        here = next((i for i, point in enumerate(found) if i > at and same(name, point["name"], seen)), None)
        if here is None:
            row.faults.append(f"{name} is no stage, or comes too early")
            continue
        at, point = here, found[here]
        matched.append(here)
        if (None if point["grid"] is None else tuple(point["grid"])) != grid:
            row.faults.append(f"{name}: grid {point['grid']}, not {grid}")
        if grid is not None and point["prefix"] != prefix:
            row.faults.append(f"{name}: {point['prefix']} tokens before the places, not {prefix}")
    for place in range(matched[0], matched[-1]) if matched else ():
        stage = found[place]["name"]
        embeds = found[place]["phase"] == "embed"  # where tokens get their position
        if place not in matched and not embeds and not any(related(stage, name) for name in names):
            row.faults.append(f"{stage} stands between the blocks")


def same(name: str, stage: str, seen: Seen) -> bool:
    """Whether a stage is what a module hands on: it is that module, or one inside or around it that hands on the same."""
    if name == stage:
        return True
    one, other = seen.of(name), seen.of(stage)
    return related(name, stage) and one is not None and other is not None and torch.equal(one, other)


def related(one: str, other: str) -> bool:
    one, other = one.partition("@")[0], other.partition("@")[0]
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def parity(row: Row, document: dict[str, Any], seen: Seen, crawler: Crawler) -> None:
    """What is on the wire of each stage, bit for bit what plain hooks saw: its axes in the wire's order."""
    compared = 0
    for point in document["points"]:
        plain = seen.of(point["name"])
        if not point["stage"] or plain is None:
            continue
        array = crawler.array(point["name"])
        if array is None:
            row.faults.append(f"{point['name']} is not on the wire")
            continue
        turned = [plain[0], *([plain[0].movedim(-1, 0)] if plain.dim() > 2 else [])]
        if not any(one.shape == array.shape and np.array_equal(one.numpy(), array) for one in turned):
            far = max((float(np.abs(one.numpy() - array).max()) for one in turned if one.shape == array.shape), default=np.inf)
            row.faults.append(f"{point['name']} is not bit for bit what hooks see: {far:.0e} off")
        compared += 1
    row.parity = f"{compared} equal"


Modules = dict[str, nn.Module]


def weights(row: Row, case: Case, document: dict[str, Any], modules: Modules, seen: Seen, crawler: Crawler) -> None:
    """As many attention maps as the code has layers that weigh positions, their values those of the layer's own formula."""
    maps = [point for point in document["points"] if point["role"] == "attention"]
    if len(maps) != case.maps:
        row.faults.append(f"{len(maps)} attention maps, not {case.maps}")
    if not maps or case.weights is None:
        row.attention = f"{len(maps)} maps" if maps else str(document["lacks"].get("attention", ""))
        return
    largest, compared = 0.0, 0
    for point in maps:
        computed = formula(case, modules, point["name"], seen)
        array = crawler.array(point["name"])
        if computed is None or array is None:
            row.faults.append(f"{point['name']}: no formula for it")
        elif tuple(computed.shape) != array.shape:
            row.faults.append(
                f"{point['name']}: {' x '.join(point['axes'])} of {array.shape}, by its formula {tuple(computed.shape)}"
            )
        else:
            largest, compared = max(largest, float(np.abs(array - computed.numpy()).max())), compared + 1
    if largest > CLOSE:
        row.faults.append(f"attention is {largest:.0e} from its formula")
    row.attention = f"{compared} of {len(maps)} within {largest:.0e}"


def formula(case: Case, modules: Modules, point: str, seen: Seen) -> Tensor | None:
    """Of the nearest module around the softmax whose parameters it is computed from."""
    path, _, call = point.partition("@")
    place = int(call or 1) - 1
    while path:
        received = seen.received.get(path, [])
        if path in modules and place < len(received) and received[place][0] is not None:
            x, named = received[place]
            assert case.weights is not None
            assert x is not None
            with torch.inference_mode():
                found = case.weights(modules[path], x, named)
            if found is not None:
                return found
        path = path.rpartition(".")[0]
    return None
