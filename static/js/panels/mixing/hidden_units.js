// Through which hidden units a Mixer's place listens: the strongest ones, as pictures over the patches.
import { words } from "../../i18n/i18n.js";
import { colourMap } from "../../lib/colour.js";
import { short } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { themeName } from "../../ui/plot.js";
import { picturesOf } from "./query.js";
import { strongestUnits } from "../../lib/share_measures.js";
import { colourCells } from "../../ui/source_map.js";

const TEXT = await words("mixing");

const text = TEXT.units;
const MOST = 12;

export function mountUnits(container, panel) {
  const units = new HiddenUnits(container, panel);
  const stop = () => units.rest();
  return { update: () => units.update(), rest: stop, destroy: stop };
}

/** `shown`: {key: of its model and block, model, point, cell: the place that listens, array: weights of both layers}. */
class HiddenUnits {
  constructor(container, panel) {
    this.panel = panel;
    this.asked = "";
    this.running = null;
    this.shown = null;
    this.explain = el("p.lmuted");
    this.row = el("div.lunits");
    this.bar = el("span.lmuted");
    this.open = el("button", { type: "button", onclick: () => this.openStage() });
    this.line = el("p.lline", {}, this.bar, this.open);
    container.append(this.explain, this.row, this.line);
  }

  openStage() {
    const { model, point } = this.shown;
    this.panel.set({ stage: `${model.id}/${point.name}`, channel: null, view: "weights" });
  }

  wanted() {
    for (const model of this.panel.models()) {
      const { point, query } = this.panel.question(model);
      if (picturesOf(model, point, "tokens").length && query.row !== undefined)
        return { model, point, cell: query.row * point.grid[1] + query.column };
    }
    return null;
  }

  update() {
    const want = this.wanted();
    const key = want ? `${want.model.id}/${want.point.name}` : "none";
    if (want && key !== this.asked) return this.load(want, key);
    this.asked = key;
    if (!want) this.shown = null;
    else if (this.shown?.key !== key)
      return; // on its way
    else this.shown.cell = want.cell;
    this.paint();
  }

  async load(want, key) {
    this.asked = key;
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    this.row.dataset.behind = String(this.shown !== null && this.shown.key !== key);
    try {
      const array = await this.panel.context.request.mixingMatrix(want.model.id, want.point.name, "weights", signal);
      if (signal.aborted) return;
      this.running = null;
      this.shown = { ...want, key, array };
      this.update();
    } catch (error) {
      if (signal.aborted) return;
      Object.assign(this, { running: null, asked: "" });
      if (this.shown?.key !== key) this.shown = null;
      this.paint();
      say(this.explain, TEXT.failed(error.message));
    }
  }

  /** Gives up what is on its way; the next update asks again. */
  rest() {
    if (!this.running) return;
    this.running.abort();
    Object.assign(this, { running: null, asked: "" });
  }

  paint() {
    this.row.dataset.behind = "false";
    this.line.hidden = !this.shown;
    if (!this.shown) {
      this.row.replaceChildren();
      return say(this.explain, text.none);
    }
    const { array, cell, point, model } = this.shown;
    const list = strongestUnits(array, cell, MOST);
    const high = Math.max(...list.map(({ into }) => Math.max(...into.map(Math.abs))));
    this.row.replaceChildren(...list.map((unit) => figureOf(unit, point.grid, high)));
    say(this.explain, text.explain(list.length));
    say(this.bar, text.bar(short(high, 2)));
    say(this.open, text.all(`${model.title}, ${point.title}`));
  }
}

/** A unit's weights over the patches, all units on one scale up to `high`, and how strongly it reaches the place. */
function figureOf({ unit, out, into }, [rows, columns], high) {
  const label = `${text.unit(unit)}, ${text.out(short(out))}`;
  const canvas = el("canvas", { width: columns, height: rows, role: "img", "aria-label": label });
  const image = new ImageData(columns, rows);
  colourCells(new Uint32Array(image.data.buffer), into, -high, high, colourMap(themeName(), true));
  canvas.getContext("2d").putImageData(image, 0, 0);
  const caption = el("figcaption", {}, text.unit(unit), el("b", {}, text.out(short(out, 2))));
  return el("figure", { dataset: { unit } }, canvas, caption);
}
