// The landscape over all moves: one small map per model, computed on demand, the pattern's place as a dot.
import { el, say } from "../../ui/dom.js";
import { movesOf, nearest, valueAt } from "./curves.js";
import { exact, percent, short, signed } from "../../lib/format.js";
import { onTheme, theme } from "../../ui/plot.js";
import { button, caption, colourBar, head, KINDS, paintCells } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");

const text = TEXT.map;
export const REACH = 10; // pixels in each direction

/** `onMaps()` is called when there are new maps. current() is {maps or null, depth, stale}. */
export function mountShiftMap(container, first, onMaps) {
  let context = first;
  let maps = null;
  let madeFor = null;
  let running = null;
  let quantity = "change";
  let depth = 1;
  let panels = [];
  let gone = false;

  const compute = button(text.compute, start, { dataset: { map: "compute" } });
  const cancel = button(text.cancel, () => running?.abort(), { hidden: true });
  const progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": text.title });
  const status = el("span.vmuted", { role: "status" });
  const quantities = el(
    "select",
    {
      "aria-label": text.quantity,
      onchange: () => {
        quantity = quantities.value;
        show();
      },
    },
    ["change", "probability"].map((value) => el("option", { value }, text.quantities[value])),
  );
  const stages = el("select", {
    "aria-label": text.stage,
    onchange: () => {
      depth = Number(stages.value);
      show();
      onMaps();
    },
  });
  const readout = el("output.vreadout");
  const grid = el("div.vmaps");
  const bar = colourBar();
  const note = caption("");
  container.append(
    head(
      text.title,
      el("label", {}, `${text.quantity} `, quantities),
      el("label", {}, `${text.stage} `, stages),
      compute,
      cancel,
      progress,
      status,
    ),
    caption(text.explain),
    grid,
    bar.element,
    note,
    readout,
  );

  function offerStages() {
    const models = context.frame.models.map(({ id }) => context.models.find((model) => model.id === id));
    const [openModel, ...rest] = (context.state.stage ?? "").split("/");
    const opened = context.models.find(({ id }) => id === openModel)?.points.find(({ name }) => name === rest.join("/"));
    const options = [
      [0, text.depths.first],
      [0.5, text.depths.middle],
      [1, text.depths.last],
      ...(opened ? [[opened.depth, text.depths.opened(opened.title)]] : []),
    ];
    const key = JSON.stringify([options, models.map(({ id }) => id)]);
    if (stages.key === key) return;
    if (opened && stages.opened !== opened.name) depth = opened.depth;
    if (!options.some(([value]) => value === depth)) depth = 1;
    Object.assign(stages, { key, opened: opened?.name });
    stages.replaceChildren(...options.map(([value, label]) => el("option", { value, selected: value === depth }, label)));
    stages.value = String(depth);
  }

  /** What the maps depend on; a move of the pattern is not part of it. */
  const subject = ({ state, frame }) =>
    JSON.stringify([frame.models.map(({ id }) => id), state.sample, state.image, frame.fit, frame.edge, state.reference]);

  async function start() {
    running?.abort();
    const mine = (running = new AbortController());
    const asked = subject(context);
    const pin = context.state.reference;
    toggle(true);
    say(status, "");
    try {
      const answer = await context.request.shiftMap(
        { dx: pin[0], dy: pin[1], extent: REACH },
        ({ done, of: total }) => {
          if (!Number.isFinite(done)) return;
          progress.value = done / total;
          say(status, text.progress(done, total));
        },
        mine.signal,
      );
      if (gone || mine !== running) return;
      maps = movesOf(answer, context.models, pin);
      madeFor = asked;
      say(status, "");
      build();
      show();
      onMaps();
    } catch (error) {
      if (mine === running) say(status, mine.signal.aborted ? text.cancelled : error.message);
    } finally {
      if (mine === running) {
        running = null;
        toggle(false);
      }
    }
  }
  function toggle(on) {
    progress.hidden = cancel.hidden = !on;
    compute.hidden = on;
    progress.value = 0;
    compute.textContent = maps ? text.again : text.compute;
  }

  function build() {
    panels = maps.models.map((one) => {
      const canvas = el("canvas.vmap-cells", { "aria-hidden": "true" });
      const dot = el("span.vmap-dot");
      const title = el("figcaption");
      const field = el(
        "div.vmap-field",
        { tabIndex: 0, role: "application", "aria-label": text.label(one.model.title) },
        canvas,
        dot,
      );
      const figure = el(
        "figure.vmap",
        { dataset: { family: one.model.family, model: one.model.id } },
        title,
        field,
        el(
          "div.vmap-axis",
          { "aria-hidden": "true" },
          [maps.dx[0], maps.dx[REACH], maps.dx.at(-1)].map((value) => el("span", {}, signed(value))),
        ),
      );
      const at = (event) => {
        const area = canvas.getBoundingClientRect();
        const index = (value, list) => list[Math.min(list.length - 1, Math.max(0, Math.floor(value * list.length)))];
        return {
          dx: index((event.clientX - area.left) / area.width, maps.dx),
          dy: index((event.clientY - area.top) / area.height, maps.dy),
        };
      };
      field.addEventListener("click", (event) => context.setState(at(event)));
      field.addEventListener("pointermove", (event) => read(one, at(event)));
      field.addEventListener("pointerleave", () => say(readout, ""));
      field.addEventListener("keydown", (event) => {
        const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
        if (right === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const bounded = (value, list) => Math.min(list.at(-1), Math.max(list[0], value));
        context.setState({ dx: bounded(context.state.dx + right, maps.dx), dy: bounded(context.state.dy + down, maps.dy) });
      });
      return { one, canvas, dot, title, figure };
    });
    grid.replaceChildren(...panels.map(({ figure }) => figure));
  }

  const measure = () => context.state.measure;
  const named = (one) => (quantity === "probability" ? text.probability(one.label) : nearest(one.model, depth).title);
  const values = (one) =>
    quantity === "probability" ? one.probability : (one.stages.get(nearest(one.model, depth).name)?.[measure()] ?? []);

  function read(one, { dx, dy }) {
    const value = valueAt(maps, values(one), dx, dy);
    say(
      readout,
      `${one.model.title}, ${named(one)}, dx ${signed(dx)}, dy ${signed(dy)}: ${value === null ? text.none : quantity === "probability" ? percent(value) : exact(Number(value.toPrecision(6)))}`,
    );
  }

  function show() {
    if (!maps) return;
    const signedScale = quantity === "change" && measure() === "cosine";
    const all = maps.models.flatMap((one) => values(one).filter((value) => value !== null));
    const most = Math.max(...all.map(Math.abs), 1e-6);
    const scale =
      quantity === "probability" || signedScale
        ? { low: signedScale ? -1 : 0, high: 1, signed: signedScale }
        : { low: 0, high: most, signed: false };
    const map = KINDS.activation.map(scale.signed);
    for (const { one, canvas, title, figure } of panels) {
      const [rows, columns] = [maps.dy.length, maps.dx.length];
      const cell = 8;
      Object.assign(canvas, { width: columns * cell, height: rows * cell });
      const drawing = canvas.getContext("2d");
      drawing.clearRect(0, 0, canvas.width, canvas.height);
      paintCells(
        drawing,
        values(one).map((value) => value ?? NaN),
        rows,
        columns,
        scale,
        map,
        0,
        0,
        canvas.width,
        canvas.height,
      );
      title.replaceChildren(
        el("strong", { style: { color: theme().family(one.model.family) } }, one.model.title),
        el("span.vmuted", {}, ` ${named(one)}`),
      );
      figure.dataset.range = all.length
        ? `${short(Math.min(...values(one).filter((v) => v !== null)))} … ${short(Math.max(...values(one).filter((v) => v !== null)))}`
        : "";
    }
    bar.update(scale);
    const name = quantity === "probability" ? text.quantities.probability : TEXT.charts.measures[measure()].title;
    note.textContent = `${name}, one scale for all models; dx to the right, dy down, pixels${values(maps.models[0]).includes(null) ? `. ${text.hatched}` : ""}`;
    place();
    words();
  }

  function place() {
    const { dx, dy } = context.frame;
    for (const { dot } of panels) {
      const [x, y] = [maps.dx.indexOf(dx), maps.dy.indexOf(dy)];
      dot.hidden = x < 0 || y < 0;
      dot.style.left = `${(100 * (x + 0.5)) / maps.dx.length}%`;
      dot.style.top = `${(100 * (y + 0.5)) / maps.dy.length}%`;
    }
  }
  function words() {
    if (!running) say(status, maps && subject(context) !== madeFor ? text.stale : "");
  }

  offerStages();
  toggle(false);
  const unwatch = onTheme(show);
  let shown = context.state.measure;
  return {
    current: () => ({ maps, depth, stale: maps !== null && subject(context) !== madeFor }),
    update(next) {
      context = next;
      const before = depth;
      offerStages();
      if (!maps) return;
      if (before !== depth || shown !== context.state.measure) {
        shown = context.state.measure;
        show();
        onMaps();
        return;
      }
      place();
      words();
    },
    destroy() {
      gone = true;
      running?.abort();
      unwatch();
    },
  };
}
