// A dense layer: the growing stack of maps that it gets, and how much it uses of each source.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { slice, summary } from "../../lib/arrays.js";
import { cellCanvas, styled } from "../../ui/cell_canvas.js";
import { words } from "../../i18n/i18n.js";
import { caption, colourScale, fileName, head, KINDS, saveButtons, scaleOf } from "../../ui/figure_parts.js";

const BLOCKS = await words("block_views");

const text = BLOCKS.dense;
const MAP = 28; // px of one map in the stack, about
const MARGIN = { l: 86, t: 8, r: 74, b: 60 };

export const id = "dense";
export const title = text.title;
export const explain = text.explain;
export const needs = ["sources"];

/** The colour of a source: hues around the circle, the same in stack and chart (pure). */
export const hue = (source, sources) => `oklch(0.68 0.14 ${Math.round(40 + (300 * source) / Math.max(1, sources - 1))})`;

export async function render(container, first) {
  let context = first;
  let gone = false;
  const [block] = await Promise.all([context.request.dense(context.model.id, context.point.name), styled()]);
  const { layer } = block;
  const target = block.targets[layer];
  const sources = block.sources.slice(0, layer + 1);
  const openStage = (point) => context.setState({ stage: `${context.model.id}/${point}`, channel: null });
  const bands = sources.map((source, i) => band(source, i));
  const note = caption("");
  const plot = el("div.vfigure.is-wide");
  const fresh = context.point.shape[0];
  const narrow = context.model.pictures.find(({ parameter }) => parameter === target.parameter).shape[0];
  container.append(
    head(text.gets(target.title, target.channels)),
    el(
      "div.dense-stack",
      {},
      bands.map(({ element }) => element),
    ),
    caption(text.adds(narrow, block.kernel, fresh)),
    note,
    head(
      text.heat,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, block.block, "mean-weights"),
      ),
    ),
    el("div.vrow", {}, plot),
    caption(text.heatCaption(block.connections, block.targets.length)),
  );

  function band(source, i) {
    const start = sources.slice(0, i).reduce((total, { channels }) => total + channels, 0);
    const maps = el("div.dense-maps");
    const mean = block.means[layer][i];
    const share = mean / Math.max(...block.means[layer].slice(0, layer + 1));
    const name = source.point
      ? el(
          "button.vbutton",
          { type: "button", title: text.open(source.title), onclick: () => openStage(source.point) },
          source.title,
        )
      : el("b", {}, source.title);
    const element = el(
      "div.dense-band",
      { style: { "--source": hue(i, block.sources.length) }, dataset: { source: String(i), mean: exact(mean) } },
      el("div.dense-name", {}, name, el("span.vmuted", {}, text.channels(start, start + source.channels - 1))),
      maps,
      el(
        "div.dense-mean",
        { title: text.mean },
        el("i", { style: { width: `${100 * share}%` } }),
        el("span", {}, short(mean, 3)),
      ),
    );
    return { element, maps, source };
  }

  async function paint() {
    const arrays = await Promise.all(
      bands.map(({ source }) => (source.point ? context.request.activation(context.model.id, source.point) : null)),
    );
    if (gone) return;
    const ends = arrays.filter(Boolean).map(({ values }) => summary(values));
    const scale = scaleOf({ min: Math.min(...ends.map(({ min }) => min)), max: Math.max(...ends.map(({ max }) => max)) });
    const map = KINDS.activation.map(scale.signed);
    arrays.forEach((array, i) => {
      if (!array) return;
      const [count, rows, columns] = array.shape;
      const form = { kind: "maps", rows, columns };
      const cell = Math.max(1, Math.round(MAP / rows));
      const drawn = Array.from({ length: count }, (_, channel) => {
        const tile = cellCanvas(rows, columns, cell, { title: `${sources[i].title}, channel ${channel}` });
        tile.paint(slice(array, form, channel), scale, map);
        return tile.canvas;
      });
      bands[i].maps.replaceChildren(...drawn);
    });
    note.textContent = text.stackCaption(short(scale.low), short(scale.high));
  }

  const names = block.targets.map(({ title }) => title);
  const chart = figure(
    plot,
    (width) => {
      const across = Math.max(180, Math.min(560, width) - MARGIN.l - MARGIN.r);
      const cell = Math.min(44, Math.floor(across / names.length));
      const z = block.sources.map((_, s) => block.targets.map((_, t) => block.means[t][s]));
      const numbers = z.map((line) => line.map((value) => (value === null ? "" : exact(value))));
      return {
        traces: [
          {
            type: "heatmap",
            z,
            x: names,
            y: block.sources.map((source) => source.title),
            text: numbers,
            zmin: 0,
            zmax: Math.max(...block.means.flat()),
            xgap: 1,
            ygap: 1,
            colorscale: colourScale("activation", false),
            hoverongaps: false,
            hovertemplate: "%{y} → %{x}<br>mean |w| <b>%{text}</b><extra></extra>",
            colorbar: { thickness: 8, len: 1, xpad: 10, ypad: 0, outlinewidth: 0, nticks: 4, tickfont: { size: 10 } },
          },
        ],
        layout: {
          width: cell * names.length + MARGIN.l + MARGIN.r,
          height: cell * names.length + MARGIN.t + MARGIN.b,
          margin: MARGIN,
          xaxis: { title: text.target, showgrid: false, tickangle: -35 },
          yaxis: { autorange: "reversed", showgrid: false },
          shapes: [
            {
              type: "rect",
              x0: layer - 0.5,
              x1: layer + 0.5,
              y0: -0.5,
              y1: layer + 0.5,
              line: { width: 2, color: getComputedStyle(container).getPropertyValue("--chosen") },
            },
          ],
        },
      };
    },
    { watch: container, onClick: (point) => openStage(block.targets[names.indexOf(point.x)].point) },
  );
  paint();
  let seen = context.array;
  let theme = context.theme;
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      if (next.moving || (next.array === seen && next.theme === theme)) return;
      [seen, theme] = [next.array, next.theme];
      paint();
    },
    destroy() {
      gone = true;
      chart.destroy();
    },
  };
}
