// The landscape over all moves: one small map per model, computed by itself, the picture's place as a dot.
import { words } from "../../i18n/i18n.js";
import { percent, short, signed } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { caption, colourBar } from "../../ui/figure_parts.js";
import { onTheme } from "../../ui/plot.js";
import { nearest, valueAt } from "./curves.js";
import { MapControls } from "./map_controls.js";
import { MapField } from "./map_field.js";
import { isLarge, MapRunner, POSITIONS, subjectOf } from "./map_runner.js";

const { map: text, measures } = await words("charts");

/** `onMaps()` is called when there are new maps, or they are of another state. current() is {maps or null, depth, stale, about: whose maps they are}. */
export function mountShiftMap(container, first, onMaps) {
  const map = new ShiftMap(container, first, onMaps);
  return {
    current: () => ({ maps: map.maps, depth: map.depth, stale: map.stale, about: map.belonging() }),
    update: (next) => map.update(next),
    destroy: () => map.destroy(),
  };
}

/** `maps`: as of curves.js `movesOf`, made for `madeFor` {subject, picture, at}; `quantity` and `depth`: what is shown of them. */
class ShiftMap {
  constructor(container, context, onMaps) {
    this.container = container;
    this.context = context;
    this.onMaps = onMaps;
    this.maps = null;
    this.madeFor = null;
    this.wasStale = false;
    this.sentence = ""; // what became of the last computing, where it gave no maps
    this.quantity = "change";
    this.depth = 1;
    this.fields = [];
    this.measure = context.state.measure;
    this.controls = new MapControls({
      compute: () => this.runner.run(),
      cancel: () => this.cancel(),
      quantity: (quantity) => this.choose({ quantity }),
      depth: (depth) => this.choose({ depth }),
    });
    this.about = caption("");
    this.grid = el("div.maps");
    this.bar = colourBar();
    this.note = caption("");
    this.readout = el("output.vreadout");
    const said = [this.about, this.grid, this.bar.element, this.note, this.readout];
    container.append(this.controls.element, caption(text.explain), ...said);
    this.offer();
    this.unwatch = onTheme(() => this.show());
    this.runner = new MapRunner(container, {
      onBegin: () => this.begin(),
      onProgress: (done, of) => this.controls.advance(done, of),
      onMaps: (maps, subject) => this.take(maps, subject),
      onEnd: (error) => this.end(error),
    });
    this.runner.follow(context);
    this.offerRun();
  }

  get stale() {
    return this.maps !== null && subjectOf(this.context) !== this.madeFor.subject;
  }

  // --- computing
  begin() {
    this.sentence = "";
    this.controls.run(true);
    this.controls.say(text.begins(POSITIONS));
  }

  cancel() {
    this.runner.cancel();
    this.sentence = text.cancelled;
    this.offerRun();
  }

  end(error) {
    if (error) this.sentence = error.message;
    this.offerRun();
  }

  take(maps, subject) {
    this.maps = maps;
    this.madeFor = { subject, picture: this.pictureName(), at: this.context.state.reference };
    this.sentence = "";
    this.build();
    this.show();
    this.offerRun();
    this.onMaps();
  }

  /** Begun by hand where it does not begin by itself: cancelled, refused, or too large. */
  offerRun() {
    const missing = this.maps === null || this.stale;
    const large = isLarge(this.context);
    this.grid.classList.toggle("is-coming", this.maps === null && !large && this.sentence === "");
    this.controls.run(Boolean(this.runner.running), missing && (large || this.sentence !== ""), this.maps !== null);
    if (!this.runner.running) this.controls.say(this.sentence || (missing && large ? text.large(POSITIONS) : ""));
  }

  pictureName() {
    const { picture, samples } = this.context;
    return samples.find(({ name }) => name === picture.sample)?.title ?? text.own;
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
    const value = move && valueAt(this.maps, this.values(one), move.dx, move.dy);
    this.readout.dataset.value = value ?? "";
    if (!move) return say(this.readout, "");
    const written = this.quantity === "probability" ? percent : short;
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
    const { title } = measures[this.context.state.measure];
    const quantity = this.quantity === "probability" ? text.quantities.probability : title;
    const hatched = this.maps.models.some((one) => this.values(one).includes(null));
    say(this.note, hatched ? `${text.note(quantity)} ${text.hatched}` : text.note(quantity));
    this.mark();
  }

  belonging() {
    if (!this.maps) return "";
    const { picture, at } = this.madeFor;
    return (this.stale ? text.behind : text.of)(picture, ...at.map(signed));
  }

  /** The dots, and whose maps these are: grey where they are of another state. */
  mark() {
    const { stale } = this;
    for (const { field } of this.fields) field.mark(this.context.frame);
    this.grid.classList.toggle("is-behind", stale);
    say(this.about, this.belonging());
    if (stale === this.wasStale) return;
    this.wasStale = stale;
    this.onMaps();
  }

  update(next) {
    if (subjectOf(next) !== subjectOf(this.context)) this.sentence = "";
    this.context = next;
    const { depth, measure } = this;
    this.offer();
    this.runner.follow(next);
    this.offerRun();
    if (!this.maps) return;
    this.measure = next.state.measure;
    if (depth === this.depth && measure === this.measure) return this.mark();
    this.show();
    this.onMaps();
  }

  destroy() {
    this.runner.destroy();
    this.unwatch();
  }
}
