// The learned matrix over the patches: ResMLP's, gMLP's, and the Mixer's input weights beside them.
import { unpack } from "../../lib/colour.js";
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { paintPicture } from "../../ui/canvas.js";
import { findModel } from "../../lib/wire.js";
import { summary } from "../../lib/arrays.js";
import { cellAt, styled } from "../../ui/cell_canvas.js";
import { BLOCKS } from "../../i18n/en/block_views.js";
import { symmetric } from "../../ui/number_matrix.js";
import { pairUnits } from "./unit_pairing.js";
import { caption, colourBar, head, KINDS } from "../../ui/figure_parts.js";
import { createPatchPicker } from "../../ui/patch_picker.js";
import { rowOf } from "./patch_rows.js";
import { mountWall } from "../../ui/tile_grid.js";
import { readWeights } from "../../lib/weight_arrays.js";

const text = BLOCKS.patchmatrix;
const KINDS_OF_MIXING = ["patches", "tokens"];

export const id = "patchmatrix";
export const title = text.title;
export const explain = text.explain;
export const needs = KINDS_OF_MIXING;

const mixing = ({ pictures }) => pictures.filter(({ kind }) => KINDS_OF_MIXING.includes(kind));

export async function render(container, first) {
  let context = first;
  let gone = false;
  await styled();
  const own = mixing(context.model);
  const at = own.findIndex(({ stage }) => stage === context.point.name);
  const [rows, columns] = context.point.grid;
  // Beside it: models of the same tier over the same grid, those that mix in another way first.
  const others = context.models
    .filter(
      (model) =>
        model !== context.model && model.tier === context.model.tier && model.status === "ready" && mixing(model).length,
    )
    .filter((model) => same(mixing(model)[0].shape.slice(-2), [rows, columns]))
    .sort((a, b) => far(a) - far(b));
  function far(model) {
    return Number(mixing(model)[0].kind === own[0].kind) + 2 * Number(model.version !== context.model.version);
  }

  // "24" or "24-digits-mixer" in the link: the query patch, and whose matrix stands beside.
  const wanted = () => /^(\d+)(?:-(.+))?$/.exec(context.argument ?? "") ?? [null, null, null];
  const query = () => Math.min(rows * columns - 1, Number(wanted()[1] ?? Math.floor((rows * columns) / 2)));
  const other = () => others.find(({ id }) => id === wanted()[2]) ?? others[0] ?? null;
  const go = (patch, model = other()) => context.go("patchmatrix", model ? `${patch}-${model.id}` : String(patch));

  const picker = createPatchPicker({ rows, columns, label: text.query, onPick: (patch) => go(patch) });
  const readout = el("output.vreadout");
  const rowsBox = el("div.patch-rows");
  const panes = el("div.vpair.patch-panes");
  const choice = el("select", {
    "aria-label": text.beside,
    onchange: () =>
      go(
        query(),
        others.find(({ id }) => id === choice.value),
      ),
  });
  choice.append(...others.map((model) => el("option", { value: model.id }, model.title)));
  const table = el("div.vscroll");
  container.append(
    el("div.vquery", {}, picker.element, el("div", {}, el("p", {}, el("b", {}, text.query)), rowsBox, readout)),
    head(`${text.beside} ${context.model.title}, ${context.point.title}`, others.length ? choice : null),
    panes,
    head(text.toeplitz, el("a", { href: "/families" }, text.families)),
    table,
    caption(text.toeplitzNote),
  );
  let shown = []; // {model, picture, array, second, wall}

  async function load() {
    const models = [context.model, other()].filter(Boolean);
    const parts = await Promise.all(
      models.map(async (model, i) => {
        const pictures = mixing(model);
        const picture = pictures[i ? Math.min(at, pictures.length - 1) : at];
        const read = (parameter) => readWeights(context.request, model.id, parameter);
        const [array, second, toeplitz] = await Promise.all([
          read(picture.parameter),
          picture.kind === "tokens" ? read(picture.parameter.replace("fc1", "fc2")) : null,
          context.request.toeplitz(model.id),
        ]);
        return { model, picture, array, second, toeplitz };
      }),
    );
    if (gone) return;
    for (const { wall } of shown) wall.destroy();
    shown = parts.map((part) => ({ ...part, ...pane(part) }));
    panes.replaceChildren(...shown.map(({ element }) => element));
    table.replaceChildren(figures(shown));
    paint();
  }

  function pane({ model, picture, array }) {
    const tokens = picture.kind === "tokens";
    const noun = tokens ? "hidden unit" : "into patch";
    const count = tokens ? array.shape[0] : rows * columns;
    const values = (i) => array.values.subarray(i * rows * columns, (i + 1) * rows * columns);
    const box = el("div");
    const bar = colourBar();
    const element = el(
      "section",
      { dataset: { model: model.id } },
      head(`${model.title}: ${picture.title}`),
      box,
      bar.element,
      caption(tokens ? text.units : text.matrix),
    );
    const wall = mountWall(box, {
      label: `${model.title}: ${picture.title}`,
      count,
      rows,
      columns,
      tile: 35,
      numbers: false,
      across: tokens ? null : columns,
      group: tokens ? 2 : 1,
      order: tokens ? pairUnits(array.values, count, rows, columns).flatMap(({ units }) => units) : null,
      describe: (i) => `${noun} ${i}: ${short(summary(values(i)).min)} to ${short(summary(values(i)).max)}`,
      onChoose: (i) => !tokens && go(i),
      onHover: (cell) => {
        const value = cell && exact(values(cell.id)[cell.row * columns + cell.column]);
        readout.textContent = cell ? `${model.title}, ${noun} ${cell.id}, ${text.readout(cell.row, cell.column, value)}` : "";
      },
    });
    return { element, wall, bar, values, tokens };
  }

  function paint() {
    const map = KINDS.weight.map();
    const input = findModel(context.frame, context.model.id)?.input;
    if (input) picker.paint(input, query());
    if (other()) choice.value = other().id;
    for (const { wall, array, values, tokens, bar } of shown) {
      const scale = symmetric(array.values);
      wall.paint({ values, scale: () => scale, map }, tokens ? null : query());
      bar.update(scale, "weight");
    }
    rowsBox.replaceChildren(...(input ? shown.map((part) => rowFigure(part, input, map)) : []));
  }

  /** One row of the matrix over the picture: each patch in the colour of its weight, the more of it the larger the weight. */
  function rowFigure({ model, array, second, tokens }, input, map) {
    const row = rowOf(array, second, query());
    const { high } = symmetric(row);
    const canvas = el("canvas", {
      role: "img",
      "aria-label": text.query,
      dataset: { model: model.id, row: Array.from(row, exact).join(" ") },
    });
    const drawing = paintPicture(canvas, input, Math.max(1, Math.round(112 / input.shape[2])));
    const cell = canvas.width / columns;
    row.forEach((weight, i) => {
      const [r, g, b] = unpack(map[weight < 0 ? Math.round(map.length * 0.12) : Math.round(map.length * 0.88)]);
      drawing.fillStyle = `rgb(${r} ${g} ${b} / ${(0.9 * Math.abs(weight)) / high})`;
      drawing.fillRect((i % columns) * cell, Math.floor(i / columns) * cell, cell, cell);
    });
    drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen");
    drawing.lineWidth = 2;
    drawing.strokeRect((query() % columns) * cell + 1, Math.floor(query() / columns) * cell + 1, cell - 2, cell - 2);
    canvas.addEventListener("pointermove", (event) => {
      const place = cellAt(event, canvas, rows, columns);
      readout.textContent = place
        ? `${model.title}, ${text.readout(place.row, place.column, exact(row[place.row * columns + place.column]))}`
        : "";
    });
    return el(
      "figure",
      {},
      canvas,
      el("figcaption.vcaption", {}, text.rowNote(model.title, tokens ? text.product : text.itself, short(high, 2))),
    );
  }

  load();
  let pictured = null;
  let drawn = `${context.theme}/${context.argument}`;
  return {
    update(next) {
      const before = other();
      context = next;
      if (other() !== before) {
        load();
        return;
      }
      const now = `${context.theme}/${context.argument}`;
      const input = findModel(context.frame, context.model.id)?.input;
      if (input !== pictured || now !== drawn) paint();
      [drawn, pictured] = [now, input];
    },
    destroy() {
      gone = true;
      for (const { wall } of shown) wall.destroy();
    },
  };
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/** Toeplitz-ness of every block of the models shown. */
function figures(parts) {
  const shown = (value) =>
    value
      ?.toFixed(2)
      .replace(/^-(?=[0.]*$)/, "")
      .replace("-", "−") ?? "–";
  const line = ({ model, toeplitz: { blocks } }, key, name) =>
    el(
      "tr",
      { dataset: { model: model.id, key } },
      el("th", { scope: "row" }, `${model.title}, ${name}`),
      blocks.map((block) => el("td", { dataset: { value: String(block[key]) }, title: block.means }, shown(block[key]))),
    );
  const most = parts.reduce((best, part) => (part.toeplitz.blocks.length > best.length ? part.toeplitz.blocks : best), []);
  return el(
    "table.costs",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th"),
        most.map(({ title }) => el("th", { scope: "col" }, title)),
      ),
    ),
    el(
      "tbody",
      {},
      parts.flatMap((part) => [line(part, "toeplitz", text.withSelf), line(part, "without_self", text.withoutSelf)]),
    ),
  );
}
