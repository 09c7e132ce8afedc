// The landscape over all moves: one small map per model, computed on demand, the pattern's place as a dot.
import { words } from "../../i18n/i18n.js";
import { exact, percent, signed } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { caption, colourBar } from "../../ui/figure_parts.js";
import { onTheme } from "../../ui/plot.js";
import { movesOf, nearest, valueAt } from "./curves.js";
import { MapControls } from "./map_controls.js";
import { MapField } from "./map_field.js";

const TEXT = await words("stage_view");

const text = TEXT.map;
const REACH = 10; // pixels in each direction

/** `onMaps()` is called when there are new maps. current() is {maps or null, depth, stale}. */
export function mountShiftMap(container, first, onMaps) {
  const map = new ShiftMap(container, first, onMaps);
  return {
    current: () => ({ maps: map.maps, depth: map.depth, stale: map.stale }),
    update: (next) => map.update(next),
    destroy: () => map.destroy(),
  };
}

/** What the maps depend on; a move of the pattern is not part of it. */
const subjectOf = ({ state, frame }) =>
  JSON.stringify([frame.models.map(({ id }) => id), state.sample, state.image, frame.fit, frame.edge, state.reference]);

/** `maps`: as of curves.js `movesOf`, made for `madeFor`; `quantity` and `depth`: what is shown of them. */
class ShiftMap {
  constructor(container, context, onMaps) {
    this.context = context;
    this.onMaps = onMaps;
    this.maps = null;
    this.madeFor = null;
    this.running = null;
    this.gone = false;
    this.quantity = "change";
    this.depth = 1;
    this.fields = [];
    this.measure = context.state.measure;
    this.controls = new MapControls({
      compute: () => this.compute(),
      cancel: () => this.running?.abort(),
      quantity: (quantity) => this.choose({ quantity }),
      depth: (depth) => this.choose({ depth }),
    });
    this.grid = el("div.maps");
    this.bar = colourBar();
    this.note = caption("");
    this.readout = el("output.vreadout");
    container.append(this.controls.element, caption(text.explain), this.grid, this.bar.element, this.note, this.readout);
    this.offer();
    this.unwatch = onTheme(() => this.show());
  }

  get stale() {
    return this.maps !== null && subjectOf(this.context) !== this.madeFor;
  }

  // --- computing
  async compute() {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const asked = subjectOf(this.context);
    const pin = this.context.state.reference;
    this.controls.run(true, this.maps);
    this.controls.say("");
    try {
      const answer = await this.ask(pin, mine.signal);
      if (this.gone || mine !== this.running) return;
      Object.assign(this, { maps: movesOf(answer, this.context.models, pin), madeFor: asked });
      this.controls.say("");
      this.build();
      this.show();
      this.onMaps();
    } catch (error) {
      if (mine === this.running) this.controls.say(mine.signal.aborted ? text.cancelled : error.message);
    } finally {
      if (mine === this.running) {
        this.running = null;
        this.controls.run(false, this.maps);
      }
    }
  }

  ask([dx, dy], signal) {
    const onProgress = ({ done, of: total }) => {
      if (Number.isFinite(done)) this.controls.advance(done, total);
    };
    return this.context.request.shiftMap({ dx, dy, extent: REACH }, onProgress, signal);
  }

  build() {
    this.fields = this.maps.models.map((one) => ({
      one,
      field: new MapField(one, this.maps, {
        pick: (move) => this.context.setState(move),
        place: () => this.context.state,
        read: (move) => this.read(one, move),
      }),
    }));
    this.grid.replaceChildren(...this.fields.map(({ field }) => field.element));
  }

  // --- what is shown
  choose(patch) {
    Object.assign(this, patch);
    this.show();
    if ("depth" in patch) this.onMaps();
  }

  offer() {
    const { models, frame, state } = this.context;
    const [id, ...rest] = (state.stage ?? "").split("/");
    const opened = models.find((model) => model.id === id)?.points.find(({ name }) => name === rest.join("/"));
    const shown = frame.models.map((model) => model.id);
    this.depth = this.controls.offer(shown, opened, this.depth);
  }

  named({ model, label }) {
    return this.quantity === "probability" ? text.probability(label) : nearest(model, this.depth).title;
  }

  values({ model, probability, stages }) {
    if (this.quantity === "probability") return probability;
    return stages.get(nearest(model, this.depth).name)?.[this.context.state.measure] ?? [];
  }

  read(one, move) {
    if (!move) return say(this.readout, "");
    const value = valueAt(this.maps, this.values(one), move.dx, move.dy);
    const written = this.quantity === "probability" ? percent : (number) => exact(Number(number.toPrecision(6)));
    const [dx, dy] = [signed(move.dx), signed(move.dy)];
    say(this.readout, text.read(one.model.title, this.named(one), dx, dy, value === null ? text.none : written(value)));
  }

  /** One scale for all models: a probability's is 0 … 1, a cosine's −1 … 1, an error's ends at the largest. */
  scale() {
    if (this.quantity === "probability") return { low: 0, high: 1, signed: false };
    if (this.context.state.measure === "cosine") return { low: -1, high: 1, signed: true };
    const all = this.maps.models.flatMap((one) => this.values(one).filter((value) => value !== null));
    return { low: 0, high: Math.max(...all.map(Math.abs), 1e-6), signed: false };
  }

  show() {
    if (!this.maps) return;
    const scale = this.scale();
    for (const { one, field } of this.fields) field.paint(this.values(one), this.named(one), scale);
    this.bar.update(scale);
    const { title } = TEXT.charts.measures[this.context.state.measure];
    const hatched = this.values(this.maps.models[0]).includes(null);
    say(this.note, text.note(this.quantity === "probability" ? text.quantities.probability : title, hatched));
    this.mark();
  }

  mark() {
    for (const { field } of this.fields) field.mark(this.context.frame);
    if (!this.running) this.controls.say(this.stale ? text.stale : "");
  }

  update(next) {
    this.context = next;
    const { depth, measure } = this;
    this.offer();
    if (!this.maps) return;
    if (depth === this.depth && measure === next.state.measure) return this.mark();
    this.measure = next.state.measure;
    this.show();
    this.onMaps();
  }

  destroy() {
    this.gone = true;
    this.running?.abort();
    this.unwatch();
  }
}
