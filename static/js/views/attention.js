// Who listens to whom in one block: each head's attention over the patches, for one query.
import { el } from "../ui/dom.js";
import { exact, short } from "../lib/format.js";
import { figure, theme } from "../ui/plot.js";
import { paintPicture } from "../ui/canvas.js";
import { findModel } from "../lib/wire.js";
import { rowsOf } from "../lib/arrays.js";
import { button, caption, colourBar, colourScale, fileName, head, KINDS, paintCells, saveButtons } from "../ui/figure_parts.js";
import { rowFacts } from "./arithmetic/sums.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

const text = TEXT.attention;
const CELL = 14; // px of a patch in a head's map
const MARGIN = { l: 60, t: 8, r: 74, b: 38 };

export const id = "attention";
export const title = text.title;
export const explain = text.explain;
export const needs = ["attention"];

/** The row of one query in one head (or, for head = heads, the mean of all heads). */
export function queryRow({ shape: [heads, queries, keys], values }, at, query) {
  const row = (h) => values.subarray((h * queries + query) * keys, (h * queries + query + 1) * keys);
  if (at < heads) return row(at);
  const mean = new Float32Array(keys);
  for (let h = 0; h < heads; h++)
    row(h).forEach((value, i) => {
      mean[i] += value / heads;
    });
  return mean;
}

export async function render(container, first) {
  let context = first;
  const point = context.attention;
  const { prefix } = point;
  const [rows, columns] = context.point.grid;
  let array = await context.request.activation(context.model.id, point.name);
  const [heads, , keys] = array.shape;
  let busy = false;
  let again = false;
  let gone = false;

  // "query-head" in the link: which query, and whose matrix is shown below.
  const chosen = () => (context.argument ?? "0-0").split("-").map(Number);
  const query = () => Math.min(keys - 1, chosen()[0] || 0);
  const shownHead = () => Math.min(heads, chosen()[1] || 0);
  const choose = (q, h = shownHead()) => context.go("attention", `${q}-${h}`);
  const tokenName = (token) =>
    token < prefix
      ? prefix === 1
        ? text.classToken
        : `token ${token}`
      : text.patch(Math.floor((token - prefix) / columns), (token - prefix) % columns);

  const picker = el("canvas.vquery-picture", {
    tabIndex: 0,
    role: "application",
    "aria-label": `${text.query}: ${rows} × ${columns}`,
  });
  const classes = Array.from({ length: prefix }, (_, token) =>
    button(tokenName(token), () => choose(token), { "aria-pressed": "false" }),
  );
  const queryName = el("strong");
  const readout = el("output.vreadout");
  const bar = colourBar();
  const panels = Array.from({ length: heads + 1 }, (_, h) => panel(h));
  const plot = el("div.vfigure");
  const matrixName = el("h4");
  container.append(
    el(
      "div.vquery",
      {},
      picker,
      el("div", {}, el("p", {}, `${text.query}: `, queryName), el("p.vmodes", {}, classes), readout),
    ),
    el(
      "div.vheads",
      {},
      panels.map(({ element }) => element),
    ),
    bar.element,
    caption(text.bar(keys)),
    head(
      matrixName,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, point.name, `head-${shownHead()}`),
      ),
    ),
    plot,
    caption(text.matrixCaption),
  );

  function panel(h) {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const facts = el("dl");
    const name = h < heads ? text.head(h + 1) : text.mean;
    const element = el(
      "figure.vhead-map",
      {},
      el("button.vbutton", { type: "button", onclick: () => choose(query(), h) }, name),
      canvas,
      facts,
    );
    canvas.addEventListener("pointermove", (event) => {
      const cell = cellAt(canvas, event);
      const value = queryRow(array, h, query())[prefix + cell.row * columns + cell.column];
      readout.textContent = `${name}, ${tokenName(query())} → ${text.patch(cell.row, cell.column)}: ${exact(value)}`;
      context.hoverCell(cell.row, cell.column);
    });
    canvas.addEventListener("pointerleave", () => {
      readout.textContent = "";
      context.hoverCell(null);
    });
    canvas.addEventListener("click", (event) => {
      const { row, column } = cellAt(canvas, event);
      choose(prefix + row * columns + column);
    });
    return { element, canvas, facts, name };
  }

  function cellAt(canvas, event) {
    const area = canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
    return {
      row: clamp(((event.clientY - area.top) / area.height) * rows, rows),
      column: clamp(((event.clientX - area.left) / area.width) * columns, columns),
    };
  }
  picker.addEventListener("click", (event) => {
    const { row, column } = cellAt(picker, event);
    choose(prefix + row * columns + column);
  });
  picker.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const patch = query() < prefix ? 0 : query() - prefix + step;
    if (patch >= 0 && patch < rows * columns) choose(prefix + patch);
  });

  function paint() {
    const q = query();
    const all = panels.map((_, h) => queryRow(array, h, q));
    const high = Math.max(...all.map((row) => Math.max(...row)), 1 / keys);
    const scale = { low: 0, high, signed: false };
    const map = KINDS.activation.map(false);
    panels.forEach(({ canvas, facts, element }, h) => {
      const ratio = window.devicePixelRatio || 1;
      const [width, height] = [columns * CELL, rows * CELL];
      Object.assign(canvas, { width: width * ratio, height: height * ratio });
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      const drawing = canvas.getContext("2d");
      drawing.scale(ratio, ratio);
      paintCells(drawing, all[h].subarray(prefix), rows, columns, scale, map, 0, 0, width, height);
      if (q >= prefix) markCell(drawing, q - prefix, CELL);
      const { sum, effective } = rowFacts(all[h]);
      const pairs = [
        ...Array.from({ length: prefix }, (_, token) => [tokenName(token), short(all[h][token]), "class"]),
        [text.sum, sum.toFixed(3), "sum"],
        [text.effective, effective.toFixed(1), "effective"],
      ];
      facts.replaceChildren(
        ...pairs.flatMap(([name, value, key]) => [el("dt", {}, name), el("dd", { dataset: { fact: key } }, value)]),
      );
      element.classList.toggle("is-chosen", h === shownHead());
    });
    bar.update(scale, "activation", [[1 / keys, `1/${keys}`]]);
    classes.forEach((node, token) => node.setAttribute("aria-pressed", String(token === q)));
    queryName.textContent = tokenName(q);
    matrixName.textContent = `${text.matrix}, ${panels[shownHead()].name}`;
    paintPicker(q);
  }

  function markCell(drawing, patch, cell) {
    drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen") || theme().accent;
    drawing.lineWidth = 2;
    drawing.strokeRect((patch % columns) * cell + 1, Math.floor(patch / columns) * cell + 1, cell - 2, cell - 2);
  }

  function paintPicker(q) {
    const input = findModel(context.frame, context.model.id)?.input;
    if (!input) return;
    const pixel = Math.max(1, Math.round(112 / input.shape[2]));
    const drawing = paintPicture(picker, input, pixel);
    const cell = (pixel * input.shape[2]) / columns;
    drawing.strokeStyle = "rgb(128 128 128 / 0.45)";
    drawing.lineWidth = 1;
    drawing.beginPath();
    for (let i = 1; i < columns; i++) {
      drawing.moveTo(i * cell + 0.5, 0);
      drawing.lineTo(i * cell + 0.5, picker.height);
    }
    for (let i = 1; i < rows; i++) {
      drawing.moveTo(0, i * cell + 0.5);
      drawing.lineTo(picker.width, i * cell + 0.5);
    }
    drawing.stroke();
    if (q >= prefix) markCell(drawing, q - prefix, cell);
  }

  const chart = figure(
    plot,
    (width) => {
      const h = shownHead();
      const matrix = Float32Array.from({ length: keys * keys });
      for (let q = 0; q < keys; q++) matrix.set(queryRow(array, h, q), q * keys);
      const z = rowsOf(matrix, keys, keys);
      const side = Math.min(width - MARGIN.l - MARGIN.r, 320);
      const names = Array.from({ length: keys }, (_, token) => tokenName(token));
      const line = { type: "line", x0: -0.5, x1: keys - 0.5, line: { color: theme().ink, width: 1 } };
      const axis = {
        showgrid: false,
        zeroline: false,
        tickvals: Array.from({ length: rows }, (_, r) => prefix + r * columns),
        ticktext: Array.from({ length: rows }, (_, r) => String(r)),
        ticks: "outside",
        ticklen: 3,
      };
      return {
        traces: [
          {
            type: "heatmap",
            z,
            text: z.map((row) => row.map(exact)),
            customdata: names.map((down) => names.map((across) => `${down} → ${across}`)),
            zmin: 0,
            zmax: Math.max(...matrix),
            colorscale: colourScale("activation", false),
            hovertemplate: "%{customdata}<br><b>%{text}</b><extra></extra>",
            colorbar: {
              thickness: 8,
              len: 1,
              xpad: 10,
              ypad: 0,
              outlinewidth: 0,
              nticks: 5,
              tickfont: { color: theme().muted, size: 10 },
            },
          },
        ],
        layout: {
          width: side + MARGIN.l + MARGIN.r,
          height: side + MARGIN.t + MARGIN.b,
          margin: MARGIN,
          xaxis: { ...axis, range: [-0.5, keys - 0.5], title: text.key, tickangle: 0 },
          yaxis: { ...axis, range: [keys - 0.5, -0.5], title: text.queryAxis },
          shapes: [
            { ...line, y0: query() - 0.5, y1: query() - 0.5 },
            { ...line, y0: query() + 0.5, y1: query() + 0.5 },
          ],
        },
      };
    },
    { onClick: (found) => choose(Number(found.y)) },
  );
  paint();

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      try {
        array = await context.request.activation(context.model.id, point.name);
      } catch {
        break;
      } // the page says why; the old maps stay
      if (gone) return;
      paint();
      if (!context.moving) chart.redraw();
    } while (again);
    busy = false;
  }

  let seen = { frame: context.frame, argument: context.argument, theme: context.theme, moving: context.moving };
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      const before = seen;
      seen = { frame: context.frame, argument: context.argument, theme: context.theme, moving: context.moving };
      if (before.frame !== seen.frame) return void refresh();
      paint();
      if (!context.moving && (before.argument !== seen.argument || before.moving || before.theme !== seen.theme))
        chart.redraw();
    },
    destroy() {
      gone = true;
      chart.destroy();
    },
  };
}
