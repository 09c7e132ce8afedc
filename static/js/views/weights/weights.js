// Parameters that read as pictures: first-layer weights, kernels, patch filters, token mixing, position embeddings.
import { el, say } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { summary } from "../../lib/arrays.js";
import { isColour } from "./colour_tiles.js";
import { renderColours } from "./colour_weights.js";
import { caption, colourBar, fileName, head, KINDS, saveButtons } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";
import { mountWall } from "../../ui/tile_grid.js";
import { squareCells, weightHeatmap } from "./figure.js";
import { tileName, tiles, weightForm } from "./weight_forms.js";
import { mounted } from "./mounted.js";

const TEXT = await words("stage_view");
const text = TEXT.weights;

export const id = "weights";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["units", "kernels", "tokens", "patches", "positions"];

export async function render(container, first) {
  const { model, point, request } = first;
  const picture = model.pictures.find(({ stage, kind }) => stage === point.name && needs.includes(kind));
  const array = await readWeights(request, model.id, picture.parameter);
  if (isColour(model, picture)) return renderColours(container, first, { picture, array });
  const view = { context: first, picture, array, form: weightForm(picture, array), ends: summary(array.values) };
  view.end = view.form.positions ? 1 : Math.max(-view.ends.min, view.ends.max);
  view.scale = { low: -view.end, high: view.end, signed: true };
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.wall = wallOf(view);
  view.parts.left.append(view.parts.bar.element, view.parts.scaled);
  view.chart = figure(view.parts.plot, (width) => specOf(view, width));
  return mounted(view, looks, paint);
}

const looks = ({ channel, argument, theme, state }) => `${channel}/${argument}/${theme}/${state.scale}`;

const shape = ({ picture, array, context }) => tiles(picture.kind, array, context.channel);
const isApart = ({ context, form }) => context.state.scale === "unit" && !form.positions; // each tile on its own scale

function ownScale(view, tile) {
  const { min, max } = summary(shape(view).values(tile));
  const most = Math.max(-min, max);
  return { low: -most, high: most };
}

/** The tile: the stage's channel where a tile is one, else from the link. */
function chosen(view) {
  const { context, form } = view;
  const { count } = shape(view);
  const wanted = form.linked ? context.channel : Number(context.argument ?? form.start(count));
  return Math.min(count - 1, Math.max(0, Number.isFinite(wanted) ? wanted : 0));
}

function elements(view) {
  const { picture, form, ends } = view;
  const parts = {
    name: el("h4"),
    readout: el("output.vreadout"),
    note: caption(""),
    partner: caption(""),
    scaled: caption(""),
    bar: colourBar(),
    left: el("div.vweights-wall"),
    plot: el("div.vfigure"),
  };
  const quantity = form.positions ? text.cosine : text.of(picture.parameter);
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, picture.parameter, chosen(view)),
  );
  const one = el("div.vweights-one", {}, head(parts.name, save), parts.plot, parts.partner, parts.readout);
  const all = [
    head(picture.title, el("span.vmuted", {}, `${quantity}, ${short(ends.min)} … ${short(ends.max)}`)),
    parts.note,
    el("div.vsplit", {}, parts.left, one),
  ];
  return { ...parts, all };
}

function wallOf(view) {
  const { picture, array, form, parts } = view;
  const { rows, columns, count } = shape(view);
  const { pairs, perPatch } = form;
  return mountWall(parts.left, {
    label: picture.title,
    count,
    rows,
    columns,
    tile: rows > 14 ? 56 : perPatch ? 42 : 40,
    numbers: !perPatch && rows <= 14,
    across: perPatch ? array.shape[1] : null,
    group: pairs ? 2 : 1,
    order: pairs?.flatMap((pair) => pair.units) ?? null,
    describe(tile) {
      const { min, max } = summary(shape(view).values(tile));
      return text.span(tileName(view, tile), short(min), short(max));
    },
    onChoose: (tile) => (form.linked ? view.context.choose(tile) : view.context.go("weights", String(tile))),
    onHover(found) {
      const value = found && short(shape(view).values(found.id)[found.row * columns + found.column]);
      parts.readout.textContent = found ? text.cell(tileName(view, found.id), found.row, found.column, value) : "";
    },
  });
}

function specOf(view, width) {
  const { rows, columns, values } = shape(view);
  const tile = chosen(view);
  return {
    traces: [weightHeatmap(values(tile), rows, columns, view.form.positions ? view.scale : ownScale(view, tile))],
    layout: squareCells(width, rows, columns, columns > 12 ? 7 : 1),
  };
}

function paint(view) {
  const { array, context, form, parts, scale, wall } = view;
  const { values } = shape(view);
  const tile = chosen(view);
  const apart = isApart(view);
  wall.paint({ values, scale: (one) => (apart ? ownScale(view, one) : scale), map: KINDS.weight.map() }, tile);
  parts.bar.element.hidden = apart;
  parts.bar.update(scale, "weight");
  parts.scaled.textContent = form.positions ? text.similarity : `${TEXT.weight}, ${apart ? text.apart : text.shared}`;
  parts.name.textContent = tileName(view, tile);
  parts.partner.textContent = partner(form.pairs, tile);
  say(parts.note, form.note(array, context.channel));
}

function partner(pairs, tile) {
  const pair = pairs?.find(({ units }) => units.includes(tile));
  if (pair?.units.length !== 2) return "";
  return text.partner(
    pair.units.find((unit) => unit !== tile),
    short(pair.cosine, 2),
  );
}
