// The attention wall: every head of every block, for the patch under the pointer. All rows are here, so nothing waits.
import { colourMap } from "../../lib/colour.js";
import { el, say } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { theme, themeName } from "../../ui/plot.js";
import { mountHeads } from "./head_distances.js";
import { createMap } from "./source_map.js";
import { queryOf, rectOf, wallBlocks } from "./query.js";
import { words } from "../../i18n/i18n.js";
import { drawOverlay } from "./attention_wall_overlay.js";
import { blocksOf, hitWall, paintWall, quantile, wallShape } from "./attention_wall_layout.js";

const TEXT = await words("mixing");

const text = TEXT.wall;
const LEFT = 52,
  TOP = 18; // px for the names of heads and blocks
const LARGEST = 11; // px of a patch
const LEAST = 4; // times even attention: the colours reach at least so far, or a head that hears all alike would look strong

export function mountWall(container, panel) {
  let asked = "";
  let running = null;
  let chosen = null; // a model's id
  /** @type {any} */
  let data = null; // {model, blocks: [point], matrices, shape, high, digits}
  let under = null; // what the pointer is on: a query of its own, for as long as it stays
  let lit = null; // {block, head, key}
  let scale = LARGEST;

  const choice = el("select", {
    "aria-label": text.model,
    onchange: () => {
      chosen = choice.value;
      update();
    },
  });
  const status = el("p.lmuted", { role: "status" });
  const picker = createMap(
    panel.models()[0].input,
    {
      onPick: panel.pick,
      onStep: (dx, dy) => panel.step(dx, dy),
      onHover: (at, event) => hover(at, event),
    },
    { most: 168, className: "lmap" },
  );
  const canvas = el("canvas.lwall-cells", { "aria-hidden": "true" });
  const lines = el("canvas.lwall-lines", { "aria-hidden": "true" });
  const wall = el("div.lwall", { tabIndex: 0, role: "application", "aria-label": text.label }, canvas, lines);
  const readout = el("output.lreadout");
  const bar = el("p.lmuted");
  const chartBox = el("div.lchart");
  const body = el(
    "div.lwallgrid",
    { hidden: true },
    el("div.lwallpick", {}, picker.element, readout),
    el("div.lwallbox", {}, wall, bar),
    chartBox,
  );
  container.append(el("p.lmuted", {}, text.explain, " ", TEXT.notExplanation), choice, status, body);
  const heads = mountHeads(chartBox);

  const withAttention = () => panel.models().filter((model) => wallBlocks(model).blocks.length);

  function update() {
    const list = withAttention();
    choice.hidden = list.length < 2;
    body.hidden = !list.length || !data;
    if (!list.length)
      return say(
        status,
        [
          text.none,
          ...new Set(
            panel
              .models()
              .map(({ lacks }) => lacks?.attention)
              .filter(Boolean),
          ),
        ].join(" "),
      );
    const model = list.find(({ id }) => id === chosen) ?? list[0];
    const names = list.map(({ id }) => id).join();
    if (choice.key !== names) {
      choice.key = names;
      choice.replaceChildren(...list.map(({ id, title }) => el("option", { value: id, selected: id === model.id }, title)));
    }
    const key = `${model.id}/${panel.place(model)}`;
    if (key !== asked) load(model, key);
    else if (data) paint();
  }

  async function load(model, key) {
    asked = key;
    running?.abort();
    const mine = (running = new AbortController());
    const { blocks, others } = wallBlocks(model);
    if (!data || data.model !== model) say(status, text.loading(blocks.length));
    try {
      const answer = await panel.context.request.mixingAttention(model.id, blocks[0].name, mine.signal);
      if (mine.signal.aborted) return;
      const matrices = blocksOf(answer);
      const {
        grid: [rows, columns],
        prefix,
      } = blocks[0];
      const shape = wallShape({ blocks: blocks.length, heads: matrices[0].shape[0], rows, columns, prefix });
      const even = 1 / matrices[0].shape[2];
      data = {
        model,
        blocks,
        matrices,
        shape,
        digits: answer.dtype === "float16" ? (value) => short(value, 3) : exact,
        high: Math.max(quantile(matrices, 0.99), LEAST * even),
      };
      body.hidden = false;
      say(status, others ? text.others(others) : "");
      arrange();
      paint();
      heads.show(data);
    } catch (error) {
      if (mine.signal.aborted) return;
      asked = "";
      say(status, TEXT.failed(error.message));
    }
  }

  function arrange() {
    if (!data) return;
    const { width, height } = data.shape;
    const room = (wall.parentElement.clientWidth || 600) - LEFT - 2;
    scale = Math.max(1, Math.min(LARGEST, Math.floor(room / width)));
    Object.assign(canvas, { width, height });
    Object.assign(canvas.style, {
      left: `${LEFT}px`,
      top: `${TOP}px`,
      width: `${width * scale}px`,
      height: `${height * scale}px`,
    });
    Object.assign(wall.style, { width: `${LEFT + width * scale + 2}px`, height: `${TOP + height * scale + 2}px` });
    data.image = new ImageData(width, height);
    data.pixels = new Uint32Array(data.image.data.buffer);
  }

  /** The token that asks: under the pointer, else the chosen one. */
  function asking() {
    const query = queryOf(data.blocks[0], under ?? panel.listen());
    return query.token ?? data.shape.prefix + query.row * data.shape.columns + query.column;
  }

  function cells() {
    const { shape, matrices, high, image, pixels } = data;
    paintWall(pixels, shape, matrices, asking(), high, colourMap(themeName(), false));
    canvas.getContext("2d").putImageData(image, 0, 0);
    wall.dataset.query = String(asking());
  }

  function paint() {
    if (!data) return;
    cells();
    overlay();
    picker.paint({ places: null, picture: panel.picture(data.model), ink: null, label: TEXT.picker });
    pickerLines();
    say(bar, `${text.bar(short(data.high, 2))}${data.shape.prefix ? ` ${text.strip}` : ""}`);
  }

  const chosenColour = () => getComputedStyle(container).getPropertyValue("--chosen").trim() || theme().accent;
  const rectOfToken = (token) => {
    const { prefix, columns } = data.shape;
    return token < prefix
      ? null
      : rectOf(data.blocks[0], { row: Math.floor((token - prefix) / columns), column: (token - prefix) % columns });
  };
  function pickerLines() {
    const [query, key] = [rectOfToken(asking()), lit && rectOfToken(lit.key)];
    picker.lines([
      ...(key ? [{ rect: key, colour: theme().family(data.model.family) }] : []),
      ...(query ? [{ rect: query, colour: chosenColour() }] : []),
    ]);
  }

  const overlay = () =>
    drawOverlay(lines, {
      ...data,
      left: LEFT,
      top: TOP,
      scale,
      lit,
      query: asking(),
      font: getComputedStyle(wall).fontFamily,
      chosen: chosenColour(),
    });

  let hovers = 0;
  /** From the pointer's move to the painted row, and our own part of it; the browser keeps every measure, so old ones go. */
  function timed(event, began) {
    if (++hovers % 500 === 0) performance.clearMeasures("mixscope:wall");
    const end = performance.now();
    performance.measure("mixscope:wall", { start: event.timeStamp, end, detail: { work: end - began } });
  }

  /** The query row under the pointer, painted in the very event that moved it. */
  function hover(at, event) {
    if (!data) return;
    const began = performance.now();
    const before = asking();
    under = at;
    if (asking() !== before) {
      cells();
      overlay();
      pickerLines();
      if (event) timed(event, began);
    }
  }

  const name = (token) => {
    const { prefix, columns } = data.shape;
    return token < prefix ? TEXT.classToken : TEXT.patch(Math.floor((token - prefix) / columns), (token - prefix) % columns);
  };
  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    return data
      ? hitWall(data.shape, Math.floor((event.clientX - area.left) / scale), Math.floor((event.clientY - area.top) / scale))
      : null;
  };
  wall.addEventListener("pointermove", (event) => {
    const found = at(event);
    if (found?.key === lit?.key && found?.block === lit?.block && found?.head === lit?.head) return;
    lit = found;
    overlay();
    pickerLines();
    panel.light(found ? rectOfToken(found.key) : null);
    if (!found) return say(readout, "");
    const {
      shape: [, tokens],
      values,
    } = data.matrices[found.block];
    const query = asking();
    say(
      readout,
      text.queryOf(
        name(query),
        found.block + 1,
        found.head + 1,
        name(found.key),
        data.digits(values[(found.head * tokens + query) * tokens + found.key]),
      ),
    );
  });
  wall.addEventListener("pointerleave", () => {
    lit = null;
    if (data) {
      overlay();
      pickerLines();
    }
    panel.light(null);
    say(readout, "");
  });
  wall.addEventListener("click", (event) => {
    const found = at(event);
    if (!found) return;
    const rect = rectOfToken(found.key);
    if (rect) panel.pick({ row: rect.top, column: rect.left });
    else panel.set({ listen: "class" });
  });
  wall.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    panel.step(...step);
  });
  const watcher = new ResizeObserver(() => {
    if (data && !body.hidden) {
      arrange();
      paint();
    }
  });
  watcher.observe(container);

  return {
    update,
    hover: (found) => hover(found, null),
    rest: () => running?.abort(),
    destroy() {
      running?.abort();
      watcher.disconnect();
      heads.destroy();
    },
  };
}
