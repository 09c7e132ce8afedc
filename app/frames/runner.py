"""From positions of a picture to what the models hold: prepare, shift, normalise, run, measure, encode.

Everything here is slow and belongs on the engine's workers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

from models.measure.transforms import EMPTY
from models.spec.entry import Input

from ..analysis.equivariance import Edge
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recording
from ..catalog.catalog import Catalog
from ..catalog.faults import its_fault
from ..catalog.inside import recorded
from ..catalog.loaded_model import Group, LoadedModel, normalise
from ..catalog.own.hosted import Hosted
from ..core.cache import Cache
from ..core.errors import answering
from ..images.blank import blank
from ..images.preprocess import Fit, Prepared, prepare
from ..images.scene.patterns import cut_out, over
from ..images.shift import shift as move
from . import codec, hosted_part, stage_summary, tiles
from .drawing import Drawing, Drawn, Shown, head
from .request import Altered, Position, Second, Stacks, Subject, Wanted
from .tile_blocks import Block, Look, blocks

MIB = 1024 * 1024

REFERENCES = 192 * MIB
"""What pinned scenes held: 0.6 MB for four digit models, for each of the 300 people whose sockets may be open."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Seen:
    """One model's run at one position. `image`: 0–1 (channel, row, column), shifted; `x`: normalised, batch of one."""

    loaded: LoadedModel
    image: Tensor
    x: Tensor
    recording: Recording

    def tensor(self, point: ResolvedPoint) -> Tensor:
        """The point's activation without batch axis."""
        return point.of(self.recording)[0]


class Runner:
    """Runs models at positions; remembers prepared pictures and pinned references, so that a drag costs one pass per model."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        catalog.on_models_changed.append(lambda: self._frames.clear())
        self._prepared: Cache[Prepared] = Cache(32 * MIB, lambda prepared: prepared.cost)
        self._images: Cache[Tensor] = Cache(4 * MIB, lambda image: image.nbytes)
        self._frames: Cache[Drawn] = Cache(48 * MIB, lambda drawn: len(drawn.text) + len(drawn.body))
        self._answers: Cache[Tensor] = Cache(MIB, lambda logits: logits.nbytes)
        self._blocks: Cache[Sequence[Block | None]] = Cache(1000)
        self._references: Cache[Stacks] = Cache(REFERENCES, lambda stacks: sum(stack.nbytes for stack in stacks.values()))

    def prepared(self, subject: Subject, input: Input, fit: Fit) -> Prepared:
        return self._prepared.get((subject.key, input, fit), lambda: prepare(subject.picture, input, fit))

    def image(self, position: Position, input: Input) -> Tensor:
        """What the models of that input are shown, 0–1, before normalising. Made once for all models that ask; not to be
        written into."""
        return self._images.get((position.name, input), lambda: self._made(position, input))

    def _made(self, position: Position, input: Input) -> Tensor:
        image = self._placed(position, input, position.edge)
        if position.second:
            image = over(image, self._placed(position.second, input, position.edge))
        return position.transform(image)

    def patterns(self, position: Position, input: Input) -> tuple[Tensor, Tensor]:
        """The first and the second pattern, each alone on an empty canvas, before any transform. The position has both."""
        assert position.second
        return self._placed(position, input, position.edge), self._placed(position.second, input, position.edge)

    def _placed(self, one: Position | Second, input: Input, edge: Edge) -> Tensor:
        image = torch.from_numpy(self.prepared(one.subject, input, one.fit).image)
        return move(image if one.cut is None else cut_out(image, one.cut), one.dx, one.dy, edge, EMPTY)

    def look(self, position: Position, model: str, only: Collection[str] | None = None, also: Collection[str] = ()) -> Seen:
        """One model at one position, as a batch of one: bit for bit what a plain forward pass gives.

        `only`: the points that are needed, None = all (LoadedModel.traced); `also`: more than those, inner modules say. Problem
        404 for one that there is not, 422 for one that cannot be opened.
        """
        loaded = self.catalog.get(model)
        image = self.image(position, loaded.entry.input)
        x = normalise(image, loaded.entry.input)
        with answering(), its_fault(loaded):
            wanted = [*(loaded.traced if only is None else ()), *map(loaded.opened, only or ()), *map(loaded.opened, also)]
            inner = tuple(dict.fromkeys(point for point in wanted if point.inner is not None))
            places = {point.module for point in wanted if point.inner is None}
            return Seen(loaded, image, x, recorded(loaded.recorder, x, places, inner))

    def reference(self, loaded: LoadedModel, position: Position) -> Stacks:
        """What the model's stages held at the pinned position, stacked by group: what frames compare with."""
        return self.references(loaded, [position], loaded.groups, live=True)[0]

    def references(
        self, loaded: LoadedModel, positions: Sequence[Position], groups: Sequence[Group], live: bool = False,
        exact: bool = False,
    ) -> list[Stacks]:  # fmt: skip
        """The same for several and for any groups, the very same arrays for equal positions. New ones run as one batch.

        `live`: as frames are made (LoadedModel.live), else by the hooks; `exact`: by the hooks in float32.
        """
        wanted = {stage_summary.key(group) for group in groups}
        asked = {position.name: position for position in positions}
        known = {name: self._references.peek(_key(loaded, one, live, exact)) or {} for name, one in asked.items()}
        missing = [asked[name] for name, found in known.items() if not wanted <= found.keys()]
        record = loaded.live if live else partial(loaded.recorder.run, exact=exact)
        for part in batches(missing, loaded.together):
            x = torch.cat([normalise(self.image(position, loaded.entry.input), loaded.entry.input) for position in part])
            together = stage_summary.stacks(groups, record(x, places(groups)))
            for i, position in enumerate(part):
                known[position.name] = self._remember(loaded, position, _one(together, i), live, exact)
        return [known[position.name] for position in positions]

    def _remember(self, loaded: LoadedModel, position: Position, found: Stacks, live: bool, exact: bool = False) -> Stacks:
        """`found` beside what is known of the position: what others compare with already stays the same object."""
        key = _key(loaded, position, live, exact)
        both = {**found, **(self._references.peek(key) or {})}
        self._references.replace(key, both)
        return both

    def remembered(self, wanted: Wanted) -> bytes | None:
        """The frame, if somebody has asked for the same one lately: a class drags the same samples. Quick."""
        drawn = self._frames.peek(wanted.name)
        return drawn.frame(wanted.seq) if drawn else None

    def frames(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """A frame for each; those that are alike are computed once."""
        asked = {one.name: one for one in wanted}
        known = {name: self._frames.peek(name) for name in asked}
        missing = [name for name, drawn in known.items() if drawn is None]
        known |= zip(missing, self.draw([asked[name] for name in missing]), strict=True)
        return [drawn.frame(one.seq) for one in wanted if (drawn := known[one.name])]

    def draw(self, wanted: Sequence[Wanted]) -> list[Drawn]:
        """A frame for each, computed; what they have in common runs as one batch per model."""
        for model in {name for one in wanted for name in one.models}:
            if hosted := self.catalog.hosted(model):
                hosted.ready()  # before its points are asked for
        forms = {one.form: one for one in wanted}
        sizes = {form: (self._side(one), self._step(one)) for form, one in forms.items()}
        drawings = [Drawing(one, *sizes[one.form]) for one in wanted]
        for model in dict.fromkeys(name for one in wanted for name in one.models):
            if hosted := self.catalog.hosted(model):
                self._add_hosted(hosted, [one for one in drawings if model in one.wanted.models])
                continue
            loaded = self.catalog.get(model)
            those = [one for one in drawings if model in one.wanted.models]
            with its_fault(loaded):
                for members in batches([one for one in those if not one.wanted.altered_of(model)], loaded.together):
                    self._add(loaded, members)
                for one in those:
                    if altered := one.wanted.altered_of(model):
                        self._add_altered(loaded, one, altered)
        return [self._drawn(one) for one in drawings]

    def _add_hosted(self, hosted: Hosted, drawings: Sequence[Drawing]) -> None:
        """The same of a model in a process of its own; the picture is made here, once for all models of that input."""
        for one in drawings:
            found = hosted_part.part(hosted, one.wanted, one.side, one.body)
            one.parts[hosted.name] = found | {"input": self._shown(one, hosted.input).header}

    def _add(self, loaded: LoadedModel, drawings: Sequence[Drawing]) -> None:
        """One model's part of each of these frames, from one run."""
        images = [self._shown(one, loaded.entry.input) for one in drawings]
        groups = loaded.shown(frozenset().union(*(one.wanted.details(loaded.id) for one in drawings)))
        recording = loaded.live(torch.cat([image.x for image in images]), places(groups))
        held = stage_summary.stacks(groups, recording)
        references = self._pinned(loaded, drawings, groups, held)
        jobs = [one.wanted.job(pinned, one.side, one.body) for one, pinned in zip(drawings, references, strict=True)]
        parts = stage_summary.parts(loaded, groups, held, recording, jobs, self._placed_tiles(loaded, groups))
        for one, image, part in zip(drawings, images, parts, strict=True):
            one.parts[loaded.id] = part | {"input": image.header}

    def _add_altered(self, loaded: LoadedModel, one: Drawing, altered: Altered) -> None:
        """The same of a model of which parts are switched off: a pass of its own, compared with the pinned scene as the model
        is with nothing off, by the same way of computing. `untouched`: what it says of this scene then."""
        image, groups = self._shown(one, loaded.entry.input), loaded.shown(one.wanted.details(loaded.id))
        recording = altered.run(loaded, one.wanted.position, places(groups))
        held = stage_summary.stacks(groups, recording)
        [pinned] = self.references(loaded, [one.wanted.pinned], groups, exact=True)
        job = one.wanted.job(pinned, one.side, one.body)
        [part] = stage_summary.parts(loaded, groups, held, recording, [job], self._placed_tiles(loaded, groups))
        said = self._answers.get((loaded.serial, one.wanted.position.name), lambda: _answer(loaded, image.x))
        [untouched] = stage_summary.predictions(said, loaded.entry, stage_summary.MOST_PREDICTIONS, loaded.temperature)
        one.parts[loaded.id] = part | {"input": image.header, "off": altered.texts, "untouched": untouched}

    def _placed_tiles(self, loaded: LoadedModel, groups: Sequence[Group]) -> Callable[[Look], Sequence[Block | None]]:
        """Where these groups' tiles lie; remembered, because it is the same for every frame of a drag."""
        names = tuple(map(stage_summary.key, groups))
        return lambda look: self._blocks.get((loaded.serial, names, look), lambda: blocks(loaded.id, groups, look))

    def _pinned(self, loaded: LoadedModel, drawings: Sequence[Drawing], groups: Sequence[Group], held: Stacks) -> list[Stacks]:
        """What each is compared with: what has not moved with itself, of this very run, so that its change is 0 and not the
        rounding by which two runs differ."""
        own: dict[int, Stacks] = {}
        for i, one in enumerate(drawings):
            if one.wanted.pinned == one.wanted.position:
                own[i] = _one(held, i)
                self._remember(loaded, one.wanted.pinned, own[i], live=True)
        others = [one.wanted.pinned for i, one in enumerate(drawings) if i not in own]
        found = iter(self.references(loaded, others, groups, live=True))
        return [own[i] if i in own else next(found) for i in range(len(drawings))]

    def _side(self, wanted: Wanted) -> int:
        """Cells of a tile's longer side, so that the whole frame stays small."""
        forms = []
        for model in wanted.models:
            details = wanted.details(model)
            if hosted := self.catalog.hosted(model):
                forms += hosted_part.forms(hosted, wanted.stages, details)
                continue
            points = self.catalog.get(model).points
            forms += [tiles.form(p) for p in points if (p.stage if wanted.stages is None else p.name in details)]
        return tiles.fitting_side(forms, wanted.tiles, wanted.side)

    def _drawn(self, one: Drawing) -> Drawn:
        text = codec.header_text(head(one.wanted) | {"models": [one.parts[name] for name in one.wanted.models]})
        drawn = Drawn(text, b"".join(one.body.parts))
        self._frames.put(one.wanted.name, drawn)
        return drawn

    def _step(self, wanted: Wanted) -> int:
        inputs = {self._input(model) for model in wanted.models}
        return tiles.picture_step(input.channels * input.height * input.width for input in inputs)

    def _input(self, model: str) -> Input:
        hosted = self.catalog.hosted(model)
        return hosted.input if hosted else self.catalog.get(model).entry.input

    def _shown(self, one: Drawing, input: Input) -> Shown:
        """The picture as the models of one input see it, once per frame, reduced by the frame's `step` each way."""
        if input not in one.shown:
            image = self.image(one.wanted.position, input)
            pixels = codec.pixels(tiles.reduced(image.numpy(), one.step))
            header = {"shape": pixels.shape, "step": one.step, "blank": blank(image), "at": one.body.add(pixels)}
            one.shown[input] = Shown(normalise(image, input), header)
        return one.shown[input]


def places(groups: Iterable[Group]) -> set[str]:
    """What has to be recorded for these groups."""
    return {point.module for group in groups for point in group}


def _answer(loaded: LoadedModel, x: Tensor) -> Tensor:
    """Logits (1, K) of the model as it is; where it has no compiled form, in float32."""
    run = partial(loaded.recorder.run, exact=True) if loaded.compiled is None else loaded.compiled.run
    return run(x, ()).output


def _one(together: Stacks, i: int) -> Stacks:
    """A copy of one position's part of a batch."""
    return {key: stack[:, i : i + 1].copy() for key, stack in together.items()}


def _key(loaded: LoadedModel, position: Position, live: bool, exact: bool) -> tuple[object, ...]:
    """Of what is remembered of a position; what is exact is not what is painted, where that is rounded, nor what the hooks see
    where it runs in bfloat16."""
    return (loaded.serial, live and loaded.rounded, exact and loaded.recorder.half, position.name)


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
