// Weights that multiply the colours of a picture, as colour pictures: first kernels, patch filters, an MLP's first layer.
import { el, segmented } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { summary } from "../../lib/arrays.js";
import { coloured, colourTiles } from "./colour_tiles.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";
import { mountWall } from "../../ui/tile_grid.js";
import { squareCells, weightHeatmap } from "./figure.js";
import { mounted } from "./mounted.js";

const TEXT = await words("stage_view");
const text = TEXT.weights;

const largest = (values) => {
  const { min, max } = summary(values);
  return Math.max(-min, max);
};

export function renderColours(container, first, { picture, array }) {
  const view = {
    context: first,
    picture,
    nameOf: picture.kind === "units" ? text.unit : text.channel,
    tiles: colourTiles(array),
    ends: summary(array.values),
    most: largest(array.values),
    shown: "colour", // or the number of one of the three
  };
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.wall = wallOf(view);
  view.parts.left.append(view.parts.scaled);
  view.chart = figure(view.parts.plot, (width) => specOf(view, width));
  return mounted(view, looks, paint);
}

const looks = ({ channel, theme, state }) => `${channel}/${theme}/${state.scale}`;

const chosen = ({ tiles, context }) => Math.min(tiles.count - 1, Math.max(0, context.channel ?? 0));
const planes = ({ tiles }, tile) => [0, 1, 2].map((colour) => tiles.plane(tile, colour));
const isApart = ({ context }) => context.state.scale === "unit";
const endOf = (view, tile) => (isApart(view) ? largest(view.tiles.of(tile)) : view.most);
const pixels = (view, tile) => coloured(planes(view, tile), endOf(view, tile));

/** The three weights of a cell. */
const told = (view, tile, cell) =>
  planes(view, tile)
    .map((plane, colour) => `${text.channels[colour]} ${short(plane[cell])}`)
    .join(", ");

function elements(view) {
  const { picture, ends } = view;
  const parts = {
    name: el("h4"),
    readout: el("output.vreadout"),
    left: el("div.vweights-wall"),
    plot: el("div.vfigure"),
    scaled: caption(""),
  };
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, picture.parameter, chosen(view)),
  );
  const one = el("div.vweights-one", {}, head(parts.name, save), colourPick(view), parts.plot, parts.readout);
  const range = `${text.of(picture.parameter)}, ${short(ends.min)} … ${short(ends.max)}`;
  const all = [
    head(picture.title, el("span.vmuted", {}, range)),
    caption(picture.kind === "units" ? text.coloursOfUnit : text.coloursOfChannel),
    el("div.vsplit", {}, parts.left, one),
  ];
  return { ...parts, all };
}

/** All three colours in one picture, or one of them. */
function colourPick(view) {
  const options = ["colour", "0", "1", "2"].map((value) => ({ value, text: text.channels[value] ?? text.colour }));
  const pick = segmented(text.colour, options, (value) => {
    view.shown = value;
    pick.show(value);
    view.chart.redraw();
  });
  pick.show(view.shown);
  return pick.element;
}

function wallOf(view) {
  const { rows, columns, count, of } = view.tiles;
  return mountWall(view.parts.left, {
    label: view.picture.title,
    count,
    rows,
    columns,
    tile: rows > 14 ? 64 : 40,
    numbers: rows <= 14,
    describe(tile) {
      const { min, max } = summary(of(tile));
      return text.span(view.nameOf(tile), short(min), short(max));
    },
    onChoose: (tile) => view.context.choose(tile),
    onHover(found) {
      const values = found && told(view, found.id, found.row * columns + found.column);
      view.parts.readout.textContent = found ? text.cell(view.nameOf(found.id), found.row, found.column, values) : "";
    },
  });
}

function specOf(view, width) {
  const { rows, columns, plane } = view.tiles;
  const tile = chosen(view);
  const end = endOf(view, tile);
  const trace =
    view.shown === "colour"
      ? colourImage(view, tile)
      : weightHeatmap(plane(tile, Number(view.shown)), rows, columns, { low: -end, high: end });
  return { traces: [trace], layout: squareCells(width, rows, columns, columns > 14 ? 16 : 1) };
}

function colourImage(view, tile) {
  const { rows, columns } = view.tiles;
  const rgb = Array.from(pixels(view, tile), (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
  const byRow = (cell) =>
    Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => cell(row * columns + column)));
  return {
    type: "image",
    z: byRow((cell) => rgb[cell]),
    text: byRow((cell) => told(view, tile, cell)),
    hovertemplate: text.hover,
  };
}

function paint(view) {
  const { wall, parts, most } = view;
  wall.paint({ values: (tile) => pixels(view, tile), scale: () => null, map: null }, chosen(view));
  parts.name.textContent = view.nameOf(chosen(view));
  parts.scaled.textContent = isApart(view) ? text.alone : text.coloured(short(most));
}
