// Weights that multiply the colours of a picture, as colour pictures: first kernels, patch filters, an MLP's first layer.
import { el, segmented } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { summary } from "../../lib/arrays.js";
import { coloured, colourTiles } from "./colour_tiles.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";
import { mountWall } from "../../ui/tile_grid.js";
import { squareCells, weightHeatmap } from "./figure.js";

const TEXT = await words("stage_view");

const text = TEXT.weights;

const largest = (values) => {
  const { min, max } = summary(values);
  return Math.max(-min, max);
};

export function renderColours(container, first, { picture, array }) {
  let context = first;
  let shown = "colour"; // or the number of one of the three
  const what = picture.kind === "units" ? "unit" : "channel";
  const tiles = colourTiles(array);
  const { rows, columns, count } = tiles;
  const most = largest(array.values);
  const chosen = () => Math.min(count - 1, Math.max(0, context.channel ?? 0));
  const planes = (tile) => [0, 1, 2].map((colour) => tiles.plane(tile, colour));
  const alone = () => context.state.scale === "unit";
  const end = (tile) => (alone() ? largest(tiles.of(tile)) : most);
  const told = (tile, cell) =>
    planes(tile)
      .map((plane, colour) => `${text.channels[colour]} ${exact(plane[cell])}`)
      .join(", ");

  const name = el("h4");
  const readout = el("output.vreadout");
  const left = el("div.vweights-wall");
  const plot = el("div.vfigure");
  const scaled = caption("");
  const pick = segmented(
    text.colour,
    ["colour", "0", "1", "2"].map((value) => ({ value, text: text.channels[value] ?? text.colour })),
    (value) => {
      shown = value;
      pick.show(shown);
      chart.redraw();
    },
  );
  pick.show(shown);
  const { min, max } = summary(array.values);
  container.append(
    head(picture.title, el("span.vmuted", {}, `${text.of(picture.parameter)}, ${short(min)} … ${short(max)}`)),
    caption(text.colours(what)),
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
        pick.element,
        plot,
        readout,
      ),
    ),
  );
  const wall = mountWall(left, {
    label: picture.title,
    count,
    rows,
    columns,
    tile: rows > 14 ? 64 : 40,
    numbers: rows <= 14,
    describe: (tile) => `${what} ${tile}: ${short(summary(tiles.of(tile)).min)} to ${short(summary(tiles.of(tile)).max)}`,
    onChoose: (tile) => context.choose(tile),
    onHover: (found) => {
      readout.textContent = found
        ? `${what} ${found.id}, row ${found.row}, column ${found.column}: ${told(found.id, found.row * columns + found.column)}`
        : "";
    },
  });
  left.append(scaled);

  const chart = figure(plot, (width) => ({
    traces: [shown === "colour" ? inColour(chosen()) : inOne(chosen(), Number(shown))],
    layout: squareCells(width, rows, columns, columns > 14 ? 16 : 1),
  }));

  function inColour(tile) {
    const pixels = coloured(planes(tile), end(tile));
    const cells = Array.from(pixels, (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
    const lines = Array.from({ length: rows }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
    const words = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => told(tile, row * columns + column)),
    );
    return { type: "image", z: lines, text: words, hovertemplate: "row %{y}, column %{x}<br><b>%{text}</b><extra></extra>" };
  }
  function inOne(tile, colour) {
    return weightHeatmap(tiles.plane(tile, colour), rows, columns, { low: -end(tile), high: end(tile) });
  }

  function paint() {
    wall.paint({ values: (tile) => coloured(planes(tile), end(tile)), scale: () => null, map: null }, chosen());
    name.textContent = `${what} ${chosen()}`;
    scaled.textContent = alone() ? text.alone : text.coloured(short(most));
  }
  const key = () => `${context.channel}/${context.theme}/${context.state.scale}`;
  paint();
  let painted = key();

  return {
    ready: chart.ready,
    update(next) {
      context = next;
      if (key() === painted) return; // weights do not depend on the picture
      painted = key();
      paint();
      chart.redraw();
    },
    destroy() {
      wall.destroy();
      chart.destroy();
    },
  };
}
