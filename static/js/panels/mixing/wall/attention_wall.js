// The attention wall: every head of every block, for the patch under the pointer. All rows are here, so nothing waits.
import { told, words } from "../../../i18n/i18n.js";
import { short } from "../../../lib/format.js";
import { el, say } from "../../../ui/dom.js";
import { theme } from "../../../ui/plot.js";
import { blocksOf, quantile, wallShape } from "./attention_wall_layout.js";
import { mountHeads } from "./head_distances.js";
import { queryOf, rectOf, wallBlocks } from "../query.js";
import { createMap } from "../../../ui/source_map.js";
import { WallPicture } from "./wall_picture.js";

const TEXT = await words("mixing");

const text = TEXT.wall;
const LEAST = 4; // times even attention: the colours reach at least so far, or a head that hears all alike would look strong

export function mountWall(container, panel) {
  const wall = new AttentionWall(container, panel);
  return {
    update: () => wall.update(),
    hover: (found) => wall.hover(found, null),
    rest: () => wall.rest(),
    destroy: () => wall.destroy(),
  };
}

/** `data`: {model, blocks: [point], matrices, shape, high} once they have come. */
class AttentionWall {
  constructor(container, panel) {
    this.container = container;
    this.panel = panel;
    this.asked = "";
    this.running = null;
    this.data = null;
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
    this.wall = new WallPicture(container, {
      point: (found) => this.point(found),
      pick: (found) => this.pick(found),
      step: (dx, dy) => panel.step(dx, dy),
    });
    this.readout = el("output.lreadout");
    this.bar = el("p.lmuted");
    const chart = el("div.lchart");
    this.body = el(
      "div.lwallgrid",
      { hidden: true },
      el("div.lwallpick", {}, this.picker.element, this.readout),
      el("div.lwallbox", {}, this.wall.element, this.bar),
      chart,
    );
    container.append(el("p.lmuted", {}, text.explain, " ", TEXT.notExplanation), this.choice, this.status, this.body);
    this.heads = mountHeads(chart);
    this.watch();
  }

  watch() {
    this.watcher = new ResizeObserver(() => {
      if (!this.data || this.body.hidden) return;
      this.wall.arrange(this.data);
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
    const other = this.data?.model !== model;
    this.body.dataset.behind = String(other);
    if (other) say(this.status, text.loading(blocks.length));
    try {
      const answer = await this.panel.context.request.mixingAttention(model.id, blocks[0].name, mine.signal);
      if (mine.signal.aborted) return;
      this.running = null;
      this.data = wallOf(model, blocks, answer);
      this.body.hidden = false;
      this.body.dataset.behind = "false";
      say(this.status, others ? text.others(others) : "");
      this.wall.arrange(this.data);
      this.paint();
      this.heads.show(this.data);
    } catch (error) {
      if (mine.signal.aborted) return;
      Object.assign(this, { running: null, asked: "" });
      if (other) this.data = null;
      this.body.hidden = !this.data;
      say(this.status, TEXT.failed(error.message));
    }
  }

  /** Gives up what is on its way; the next update asks again. */
  rest() {
    if (!this.running) return;
    this.running.abort();
    Object.assign(this, { running: null, asked: "" });
  }

  // --- painting
  /** The token that asks: under the pointer, else the chosen one. */
  asking() {
    const { blocks, shape } = this.data;
    const query = queryOf(blocks[0], this.under ?? this.panel.listen());
    return query.token ?? shape.prefix + query.row * shape.columns + query.column;
  }

  paint() {
    const { model, high, shape } = this.data;
    this.wall.paint(this.asking());
    this.outline();
    this.picker.paint({ places: null, picture: this.panel.picture(model), ink: null, label: TEXT.picker });
    this.pickerLines();
    say(this.bar, `${text.bar(short(high, 2))}${shape.prefix ? ` ${text.strip}` : ""}`);
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
      ...(query ? [{ rect: query, colour: this.wall.chosenColour() }] : []),
    ]);
  }

  outline() {
    this.wall.outline({ lit: this.lit, asking: this.asking(), picture: this.panel.picture(this.data.model) });
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
    this.wall.paint(this.asking());
    this.outline();
    this.pickerLines();
    if (event) this.timed(event, began);
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
    const value = found && this.valueOf(found);
    this.readout.dataset.value = value ?? "";
    say(this.readout, found ? this.sentence(found, value) : "");
  }

  valueOf({ block, head, key }) {
    const { shape, values } = this.data.matrices[block];
    return values[(head * shape[1] + this.asking()) * shape[1] + key];
  }

  sentence({ block, head, key }, value) {
    return text.queryOf(this.name(this.asking()), block + 1, head + 1, this.name(key), short(value));
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
    this.rest();
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
    high: Math.max(quantile(matrices, 0.99), LEAST / tokens),
  };
}
