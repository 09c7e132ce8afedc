// The attention wall: every head of every block, for the patch under the pointer. All rows are here, so nothing waits.
import { told, words } from "../../i18n/i18n.js";
import { colourMap } from "../../lib/colour.js";
import { exact, short } from "../../lib/format.js";
import { el, say, takeArrow } from "../../ui/dom.js";
import { theme, themeName } from "../../ui/plot.js";
import { blocksOf, hitWall, paintWall, quantile, wallShape } from "./attention_wall_layout.js";
import { LEFT, TOP, drawOverlay } from "./attention_wall_overlay.js";
import { mountHeads } from "./head_distances.js";
import { queryOf, rectOf, wallBlocks } from "./query.js";
import { createMap } from "./source_map.js";

const TEXT = await words("mixing");

const text = TEXT.wall;
const LARGEST = 11; // px of a patch
const LEAST = 4; // times even attention: the colours reach at least so far, or a head that hears all alike would look strong

export function mountWall(container, panel) {
  const wall = new AttentionWall(container, panel);
  return {
    update: () => wall.update(),
    hover: (found) => wall.hover(found, null),
    rest: () => wall.running?.abort(),
    destroy: () => wall.destroy(),
  };
}

/** `data`: {model, blocks: [point], matrices, shape, high, digits, image, pixels} once they have come. */
class AttentionWall {
  constructor(container, panel) {
    this.container = container;
    this.panel = panel;
    this.asked = "";
    this.running = null;
    this.data = null;
    this.scale = LARGEST;
    this.hovers = 0;
    this.chosen = null; // a model's id
    this.under = null; // what the pointer is on: a query of its own, for as long as it stays
    this.lit = null; // {block, head, key}
    this.choice = el("select", { "aria-label": text.model, onchange: () => this.choose() });
    this.status = el("p.lmuted", { role: "status" });
    this.picker = createMap(
      panel.models()[0].input,
      { onPick: panel.pick, onStep: (dx, dy) => panel.step(dx, dy), onHover: (at, event) => this.hover(at, event) },
      { most: 168, className: "lmap" },
    );
    this.canvas = el("canvas.lwall-cells", { "aria-hidden": "true" });
    this.lines = el("canvas.lwall-lines", { "aria-hidden": "true" });
    this.wall = el("div.lwall", { tabIndex: 0, role: "application", "aria-label": text.label }, this.canvas, this.lines);
    this.readout = el("output.lreadout");
    this.bar = el("p.lmuted");
    const chart = el("div.lchart");
    this.body = el(
      "div.lwallgrid",
      { hidden: true },
      el("div.lwallpick", {}, this.picker.element, this.readout),
      el("div.lwallbox", {}, this.wall, this.bar),
      chart,
    );
    container.append(el("p.lmuted", {}, text.explain, " ", TEXT.notExplanation), this.choice, this.status, this.body);
    this.heads = mountHeads(chart);
    this.listen();
  }

  listen() {
    this.wall.addEventListener("pointermove", (event) => this.point(this.at(event)));
    this.wall.addEventListener("pointerleave", () => this.point(null));
    this.wall.addEventListener("click", (event) => this.pick(this.at(event)));
    this.wall.addEventListener("keydown", (event) => {
      const step = takeArrow(event);
      if (step) this.panel.step(...step);
    });
    this.watcher = new ResizeObserver(() => {
      if (!this.data || this.body.hidden) return;
      this.arrange();
      this.paint();
    });
    this.watcher.observe(this.container);
  }

  // --- which model, and its matrices
  choose() {
    this.chosen = this.choice.value;
    this.update();
  }

  update() {
    const list = this.panel.models().filter((model) => wallBlocks(model).blocks.length);
    this.choice.hidden = list.length < 2;
    this.body.hidden = !list.length || !this.data;
    if (!list.length) return this.none();
    const model = list.find(({ id }) => id === this.chosen) ?? list[0];
    const names = list.map(({ id }) => id).join();
    if (this.choice.key !== names) {
      this.choice.key = names;
      this.choice.replaceChildren(
        ...list.map(({ id, title }) => el("option", { value: id, selected: id === model.id }, title)),
      );
    }
    const key = `${model.id}/${this.panel.place(model)}`;
    if (key !== this.asked) this.load(model, key);
    else if (this.data) this.paint();
  }

  none() {
    const reasons = this.panel.models().map(({ lacks_reasons: why }) => why?.attention && told(why.attention));
    say(this.status, [text.none, ...new Set(reasons.filter(Boolean))].join(" "));
  }

  async load(model, key) {
    this.asked = key;
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const { blocks, others } = wallBlocks(model);
    if (!this.data || this.data.model !== model) say(this.status, text.loading(blocks.length));
    try {
      const answer = await this.panel.context.request.mixingAttention(model.id, blocks[0].name, mine.signal);
      if (mine.signal.aborted) return;
      this.data = wallOf(model, blocks, answer);
      this.body.hidden = false;
      say(this.status, others ? text.others(others) : "");
      this.arrange();
      this.paint();
      this.heads.show(this.data);
    } catch (error) {
      if (mine.signal.aborted) return;
      this.asked = "";
      say(this.status, TEXT.failed(error.message));
    }
  }

  // --- painting
  arrange() {
    const { width, height } = this.data.shape;
    const room = (this.wall.parentElement.clientWidth || 600) - LEFT - 2;
    const scale = (this.scale = Math.max(1, Math.min(LARGEST, Math.floor(room / width))));
    const [wide, high] = [width * scale, height * scale];
    Object.assign(this.canvas, { width, height });
    Object.assign(this.canvas.style, { left: `${LEFT}px`, top: `${TOP}px`, width: `${wide}px`, height: `${high}px` });
    Object.assign(this.wall.style, { width: `${LEFT + wide + 2}px`, height: `${TOP + high + 2}px` });
    this.data.image = new ImageData(width, height);
    this.data.pixels = new Uint32Array(this.data.image.data.buffer);
  }

  /** The token that asks: under the pointer, else the chosen one. */
  asking() {
    const { blocks, shape } = this.data;
    const query = queryOf(blocks[0], this.under ?? this.panel.listen());
    return query.token ?? shape.prefix + query.row * shape.columns + query.column;
  }

  cells() {
    const { shape, matrices, high, image, pixels } = this.data;
    paintWall(pixels, shape, matrices, this.asking(), high, colourMap(themeName(), false));
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    this.wall.dataset.query = String(this.asking());
  }

  paint() {
    const { model, high, shape } = this.data;
    this.cells();
    this.outline();
    this.picker.paint({ places: null, picture: this.panel.picture(model), ink: null, label: TEXT.picker });
    this.pickerLines();
    say(this.bar, `${text.bar(short(high, 2))}${shape.prefix ? ` ${text.strip}` : ""}`);
  }

  chosenColour() {
    return getComputedStyle(this.container).getPropertyValue("--chosen").trim() || theme().accent;
  }

  rectOfToken(token) {
    const { blocks, shape } = this.data;
    const { prefix, columns } = shape;
    if (token < prefix) return null;
    return rectOf(blocks[0], { row: Math.floor((token - prefix) / columns), column: (token - prefix) % columns });
  }

  pickerLines() {
    const [query, key] = [this.rectOfToken(this.asking()), this.lit && this.rectOfToken(this.lit.key)];
    this.picker.lines([
      ...(key ? [{ rect: key, colour: theme().family(this.data.model.family) }] : []),
      ...(query ? [{ rect: query, colour: this.chosenColour() }] : []),
    ]);
  }

  outline() {
    drawOverlay(this.lines, getComputedStyle(this.wall).fontFamily, this.data, this.scale, {
      lit: this.lit,
      asking: this.asking(),
      chosen: this.chosenColour(),
    });
  }

  // --- the pointer
  /** From the pointer's move to the painted row, and our own part of it; the browser keeps every measure, so old ones go. */
  timed(event, began) {
    if (++this.hovers % 500 === 0) performance.clearMeasures("mixscope:wall");
    const end = performance.now();
    performance.measure("mixscope:wall", { start: event.timeStamp, end, detail: { work: end - began } });
  }

  /** The query row under the pointer, painted in the very event that moved it. */
  hover(at, event) {
    if (!this.data) return;
    const began = performance.now();
    const before = this.asking();
    this.under = at;
    if (this.asking() === before) return;
    this.cells();
    this.outline();
    this.pickerLines();
    if (event) this.timed(event, began);
  }

  at(event) {
    if (!this.data) return null;
    const area = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    return hitWall(this.data.shape, Math.floor(x / this.scale), Math.floor(y / this.scale));
  }

  /** `found`: {block, head, key} of the cell under the pointer, or null. */
  point(found) {
    const { lit } = this;
    if (found && found.key === lit?.key && found.block === lit.block && found.head === lit.head) return;
    this.lit = found;
    if (this.data) {
      this.outline();
      this.pickerLines();
    }
    this.panel.light(found ? this.rectOfToken(found.key) : null);
    say(this.readout, found ? this.sentence(found) : "");
  }

  sentence({ block, head, key }) {
    const { shape, values } = this.data.matrices[block];
    const query = this.asking();
    const value = values[(head * shape[1] + query) * shape[1] + key];
    return text.queryOf(this.name(query), block + 1, head + 1, this.name(key), this.data.digits(value));
  }

  name(token) {
    const { prefix, columns } = this.data.shape;
    return token < prefix ? TEXT.classToken : TEXT.patch(Math.floor((token - prefix) / columns), (token - prefix) % columns);
  }

  pick(found) {
    if (!found) return;
    const rect = this.rectOfToken(found.key);
    if (rect) this.panel.pick({ row: rect.top, column: rect.left });
    else this.panel.set({ listen: "class" });
  }

  destroy() {
    this.running?.abort();
    this.watcher.disconnect();
    this.heads.destroy();
  }
}

/** The answer of all blocks, laid out as a wall whose colours end at `high`. */
function wallOf(model, blocks, answer) {
  const matrices = blocksOf(answer);
  const { grid, prefix } = blocks[0];
  const [heads, , tokens] = matrices[0].shape;
  return {
    model,
    blocks,
    matrices,
    shape: wallShape({ blocks: blocks.length, heads, rows: grid[0], columns: grid[1], prefix }),
    digits: answer.dtype === "float16" ? (value) => short(value, 3) : exact,
    high: Math.max(quantile(matrices, 0.99), LEAST / tokens),
  };
}
