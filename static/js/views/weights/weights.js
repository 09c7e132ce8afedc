// Parameters that read as pictures: first-layer weights, kernels, patch filters, token mixing, position embeddings.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { summary } from "../../lib/arrays.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { isColour } from "./colour_tiles.js";
import { renderColours } from "./colour_weights.js";
import { pairUnits } from "./unit_pairing.js";
import { caption, colourBar, fileName, head, KINDS, saveButtons } from "../../ui/figure_parts.js";
import { TEXT } from "../../i18n/en/stage_view.js";
import { mountWall } from "../../ui/tile_grid.js";
import { squareCells, weightHeatmap } from "./figure.js";

const text = TEXT.weights;

export const id = "weights";
export const title = text.title;
export const explain = text.explain;
export const needs = ["units", "kernels", "tokens", "patches", "positions"];

/**
 * How a parameter falls into tiles. `linked`: a tile is a channel of the stage, so choosing one chooses the other.
 * `tile(array, chosen channel)` gives {count, values(id)}; `order` the order on the wall.
 */
const FORMS = {
  units: { linked: true, note: () => text.units },
  kernels: {
    linked: ({ shape }) => shape[1] === 1,
    note: ({ shape }, channel) => (shape[1] === 1 ? text.kernels : text.kernelsInto(channel, shape[1])),
  },
  tokens: { linked: false, note: () => text.tokens },
  patches: { linked: false, note: () => text.patches },
  positions: { linked: false, note: () => text.positions },
};

export function tiles(kind, { shape, values }, channel) {
  const [rows, columns] = shape.slice(-2);
  const size = rows * columns;
  const offset = kind === "kernels" && shape[1] > 1 ? channel * shape[1] : 0;
  const count =
    shape.length === 4 && kind !== "kernels" ? shape[0] * shape[1] : kind === "kernels" && shape[1] > 1 ? shape[1] : shape[0];
  return { rows, columns, count, values: (tile) => values.subarray((offset + tile) * size, (offset + tile + 1) * size) };
}

export async function render(container, first) {
  let context = first;
  const picture = context.model.pictures.find(({ stage, kind }) => stage === context.point.name && needs.includes(kind));
  const array = await readWeights(context.request, context.model.id, picture.parameter);
  if (isColour(context.model, picture)) return renderColours(container, context, { picture, array });
  const form = FORMS[picture.kind];
  const linked = typeof form.linked === "function" ? form.linked(array) : form.linked;
  const positions = picture.kind === "positions";
  const perPatch = positions || picture.kind === "patches"; // a tile for each place of the grid
  const { min, max } = summary(array.values);
  const end = positions ? 1 : Math.max(-min, max);
  const scale = { low: -end, high: end, signed: true };
  const pairs = picture.kind === "tokens" ? pairUnits(array.values, array.shape[0], array.shape[1], array.shape[2]) : null;

  const shape = () => tiles(picture.kind, array, context.channel);
  const own = (tile) => {
    const ends = summary(shape().values(tile));
    const most = Math.max(-ends.min, ends.max);
    return { low: -most, high: most };
  };
  const chosen = () => {
    const wanted = linked
      ? context.channel
      : Number(context.argument ?? (pairs ? pairs[0].units[0] : perPatch ? Math.floor(shape().count / 2) : 0));
    return Math.min(shape().count - 1, Math.max(0, Number.isFinite(wanted) ? wanted : 0));
  };
  const named = (tile) => {
    if (perPatch)
      return `${positions ? "position" : "into patch"} ${Math.floor(tile / array.shape[1])}, ${tile % array.shape[1]}`;
    if (pairs) return `hidden unit ${tile}`;
    return linked ? `${picture.kind === "units" ? "unit" : "channel"} ${tile}` : `from channel ${tile}`;
  };

  const name = el("h4");
  const readout = el("output.vreadout");
  const note = caption("");
  const partner = caption("");
  const bar = colourBar();
  const left = el("div.vweights-wall");
  const plot = el("div.vfigure");
  const quantity = positions ? text.cosine : text.of(picture.parameter);
  container.append(
    head(picture.title, el("span.vmuted", {}, `${quantity}, ${short(min)} … ${short(max)}`)),
    note,
    el(
      "div.vsplit",
      {},
      left,
      el(
        "div.vweights-one",
        {},
        head(
          name,
          saveButtons(
            () => chart.element,
            () => fileName(context.model.id, picture.parameter, chosen()),
          ),
        ),
        plot,
        partner,
        readout,
      ),
    ),
  );

  const { rows, columns, count } = shape();
  const wall = mountWall(left, {
    label: picture.title,
    count,
    rows,
    columns,
    tile: rows > 14 ? 56 : perPatch ? 42 : 40,
    numbers: !perPatch && rows <= 14,
    across: perPatch ? array.shape[1] : null,
    group: pairs ? 2 : 1,
    order: pairs?.flatMap((pair) => pair.units) ?? null,
    describe: (tile) =>
      `${named(tile)}: ${short(summary(shape().values(tile)).min)} to ${short(summary(shape().values(tile)).max)}`,
    onChoose: (tile) => (linked ? context.choose(tile) : context.go("weights", String(tile))),
    onHover: (found) => {
      readout.textContent = found
        ? `${named(found.id)}, row ${found.row}, column ${found.column}: ${exact(shape().values(found.id)[found.row * columns + found.column])}`
        : "";
    },
  });
  const scaled = caption("");
  left.append(bar.element, scaled);

  const chart = figure(plot, (width) => ({
    traces: [weightHeatmap(shape().values(chosen()), rows, columns, positions ? scale : own(chosen()))],
    layout: squareCells(width, rows, columns, columns > 12 ? 7 : 1),
  }));

  function paint() {
    const { values } = shape();
    wall.paint(
      { values, scale: (tile) => (context.state.scale === "unit" && !positions ? own(tile) : scale), map: KINDS.weight.map() },
      chosen(),
    );
    bar.element.hidden = context.state.scale === "unit" && !positions;
    bar.update(scale, "weight");
    scaled.textContent = positions
      ? `${text.cosine}, −1 … 1`
      : `${TEXT.weight}, ${bar.element.hidden ? text.apart : text.shared}`;
    const pair = pairs?.find(({ units }) => units.includes(chosen()));
    name.textContent = named(chosen());
    partner.textContent =
      pair?.units.length === 2
        ? text.partner(
            pair.units.find((unit) => unit !== chosen()),
            short(pair.cosine, 2),
          )
        : "";
    note.textContent = form.note(array, context.channel);
  }
  paint();
  let painted = `${context.channel}/${context.argument}/${context.theme}/${context.state.scale}`;

  return {
    ready: chart.ready,
    update(next) {
      context = next;
      const now = `${context.channel}/${context.argument}/${context.theme}/${context.state.scale}`;
      if (now === painted) return; // weights do not depend on the picture
      painted = now;
      paint();
      chart.redraw();
    },
    destroy() {
      wall.destroy();
      chart.destroy();
    },
  };
}
