// A stage's channels as a wall of small maps, or its units as one map; what it shows, and on which scale.
import { words } from "../../i18n/i18n.js";
import { layout, slice, squarest, summary } from "../../lib/arrays.js";
import { short } from "../../lib/format.js";
import { pixelRatio } from "../../ui/canvas.js";
import { cellAt } from "../../ui/cell_canvas.js";
import { el, say } from "../../ui/dom.js";
import { colourBar, KINDS, paintCells, scaleOf } from "../../ui/figure_parts.js";

const TEXT = await words("lineage");

const SHOWN = 16; // channels of a stage
const ACROSS = 8; // of them in a row

/** onChoose(channel or unit) of a click. Returns {parts: elements, paint(array, model, point, width) -> what is shown, in words}. */
export function createStageWall(onChoose) {
  const canvas = el("canvas.channels", { role: "img", hidden: true }); // until there is something to name
  let shown = null; // {wall, form}
  canvas.addEventListener("click", (event) => {
    const channel = shown && clicked(event, canvas, shown);
    if (channel !== null) onChoose(channel);
  });
  const bar = colourBar();
  const scale = el("p.muted");
  return {
    parts: [canvas, bar.element, scale, el("p.muted", {}, TEXT.openOne)],
    paint(array, model, point, width) {
      const form = layout(array, point);
      const ends = summary(array.values);
      const colours = scaleOf(ends);
      const wall = wallOf(form);
      shown = { wall, form };
      paintWall(canvas, array, form, wall, colours, width);
      Object.assign(canvas.dataset, { min: ends.min, max: ends.max });
      canvas.setAttribute("aria-label", TEXT.stageOf(model.title, point.title));
      canvas.hidden = false;
      canvas.classList.toggle("is-units", wall.units);
      bar.update(colours);
      say(scale, TEXT.scale(short(ends.min), short(ends.max)));
      return wall.units
        ? TEXT.stageUnits(model.title, point.title, form.count)
        : TEXT.stage(model.title, point.title, wall.shown, form.count);
    },
  };
}

/** The channel, or the unit, at a click; null beside them. */
function clicked(event, canvas, { wall: { units, shown, rows, columns, across }, form }) {
  const at = units ? cellAt(event, canvas, rows, columns) : cellAt(event, canvas, Math.ceil(shown / across), across);
  const index = at && at.row * (units ? columns : across) + at.column;
  return index !== null && index < (units ? form.count : shown) ? index : null;
}

/** How many maps, of how many rows and columns, and how many beside each other. */
function wallOf(form) {
  if (form.kind !== "units")
    return {
      units: false,
      shown: Math.min(SHOWN, form.count),
      rows: form.rows,
      columns: form.columns,
      across: ACROSS,
    };
  const columns = squarest(form.count);
  return { units: true, shown: 1, rows: Math.ceil(form.count / columns), columns, across: 1 };
}

function paintWall(canvas, array, form, { units, shown, rows, columns, across }, colours, width) {
  const ratio = pixelRatio();
  const side = Math.floor((width * ratio) / (across + 0.1));
  const height = Math.round((side * rows) / columns);
  Object.assign(canvas, { width: side * across, height: height * Math.ceil(shown / across) });
  const drawing = canvas.getContext("2d");
  const map = KINDS.activation.map(colours.signed);
  for (let i = 0; i < shown; i++) {
    const values = units ? array.values : slice(array, form, i);
    const [x, y] = [(i % across) * side, Math.floor(i / across) * height];
    paintCells(drawing, values, rows, columns, colours, map, x, y, side - 2 * ratio, height - 2 * ratio);
  }
}
