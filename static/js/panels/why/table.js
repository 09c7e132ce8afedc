// The table: a row for each method, a column for each model, in each cell a map over the picture and what it adds up to.
import { told, words } from "../../i18n/i18n.js";
import { verdict } from "../../lib/certainty.js";
import { share, signedShort } from "../../lib/format.js";
import { archiveButton } from "../../ui/archive_button.js";
import { paintPicture, sharp, traceOutline } from "../../ui/canvas.js";
import { el, say } from "../../ui/dom.js";
import { KINDS, colourInto, paintCells } from "../../ui/figure_parts.js";
import { theme } from "../../ui/plot.js";
import { METHODS, UPWARDS, scaleOf, strongest, weakestOf } from "./maps.js";

const TEXT = await words("why");
const SIDE = 126; // CSS px of a map's longer side

/**
 * {element, head(models, frame), behind(), show(models, answers by model, ends of the scales, look), save(model, what is saved)}
 */
export function createTable() {
  const element = el("div.scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.table });
  let cells = new Map(); // "model/method" -> {element, canvas, said}
  let heads = new Map(); // model -> element
  let saves = new Map(); // model -> its button
  let picture = new Map(); // model -> what it receives

  const build = (models) => {
    heads = new Map(models.map((model) => [model.id, el("span.said")]));
    saves = new Map(models.map((model) => [model.id, archiveButton()]));
    cells = new Map();
    const columns = models.map((model) => columnOf(model, heads.get(model.id), saves.get(model.id).element));
    const rows = METHODS.map((method) =>
      el(
        "tr",
        { dataset: { method } },
        el("th", { scope: "row" }, el("b", {}, TEXT.methods[method].title), el("small", {}, TEXT.methods[method].explain)),
        models.map(({ id }) => {
          const cell = cellOf();
          cells.set(`${id}/${method}`, cell);
          return cell.element;
        }),
      ),
    );
    const head = el("thead", {}, el("tr", {}, el("td"), columns));
    element.replaceChildren(el("table", {}, head, el("tbody", {}, rows)));
    element.dataset.models = models.map(({ id }) => id).join();
  };

  return {
    element,
    /** What each model says now, and the picture as it receives it. */
    head(models, frame) {
      if (element.dataset.models !== models.map(({ id }) => id).join()) build(models);
      for (const model of models) {
        const now = frame.models.find(({ id }) => id === model.id);
        if (!now) continue;
        picture.set(model.id, now.input);
        const { label, share: part, unsure } = now.predictions.length ? verdict(model, now.predictions) : {};
        say(heads.get(model.id), label ? TEXT.answer(unsure ? TEXT.unsure(label) : label, share(part)) : "");
      }
    },
    /** Another question has been asked: what is there is of the one before. */
    behind() {
      for (const { element: cell } of cells.values()) cell.dataset.behind = "true";
      for (const save of saves.values()) save.of(null);
    },
    save: (id, next) => saves.get(id).of(next),
    show(models, known, ends, look) {
      for (const model of models)
        for (const method of METHODS)
          fill(cells.get(`${model.id}/${method}`), { model, method, answer: known.get(model.id), ends, picture, look });
    },
  };
}

const columnOf = ({ title, family }, said, save) =>
  el("th", { scope: "col", dataset: { family } }, el("i", { "aria-hidden": "true" }), title, said, save);

function cellOf() {
  const canvas = el("canvas", { role: "img", hidden: true }); // until there is something to name
  const said = el("span.said");
  return { element: el("td", { dataset: { behind: "true" } }, canvas, said), canvas, said };
}

function fill({ element, canvas, said }, { model, method, answer, ends, picture, look }) {
  const map = answer.maps?.get(method);
  const lack = answer.refused ?? answer.lacks?.get(method);
  if (!map && !lack) return; // it comes when the picture rests
  element.dataset.behind = "false";
  canvas.hidden = !map;
  if (!map) {
    element.dataset.total = "";
    return say(said, typeof lack === "string" ? lack : told(lack));
  }
  const scale = scaleOf(method, map);
  paint(canvas, map, { low: UPWARDS.includes(scale) ? 0 : -1, end: ends[scale] }, picture.get(model.id), look);
  say(said, summary(map, answer, model));
  element.dataset.total = map.total === null ? "" : String(map.total);
  const [row, column] = strongest(map);
  canvas.setAttribute("aria-label", TEXT.map(model.title, TEXT.methods[method].title, row, column));
  return undefined;
}

/** What a map adds up to, and of what; where it was read, if that is not the picture. */
function summary({ total, stage, form }, { score, baseline_score: empty }, { points }) {
  if (total === null) return form === "legrad" ? TEXT.legrad : "";
  if (!stage) return TEXT.total(signedShort(total), signedShort(score - empty));
  return TEXT.places(points.find(({ name }) => name === stage).title, signedShort(total));
}

/** From `low` times the end of the scale up to it; `look` of look.js: over the picture, and only where it is strongest. */
export function paint(canvas, { values, rows, columns }, { low, end }, picture, { over, kept } = { over: 1, kept: 1 }) {
  const scale = SIDE / Math.max(rows, columns);
  const [width, height] = [columns * scale, rows * scale];
  const context = sharp(canvas, width, height);
  const pixels = new Uint32Array(values.length);
  colourInto(pixels, values, { low: low * end, high: end }, KINDS.activation.map(low < 0));
  if (picture && (over < 1 || kept < 1)) paintBelow(context, picture, width, height);
  fade(pixels, values, over, kept < 1 ? weakestOf(values, kept) : 0);
  paintCells(context, pixels, rows, columns, null, null, 0, 0, width, height);
  if (picture?.shape[0] !== 1 || picture.shape[1] !== rows) return; // a photograph has no such edge
  context.strokeStyle = theme().ink;
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  traceOutline(context, picture, { dx: 0, dy: 0, scale, threshold: 96 });
  context.globalAlpha = 1;
}

/** The picture as the model receives it, which the map lies on. */
function paintBelow(context, picture, width, height) {
  const plain = document.createElement("canvas");
  paintPicture(plain, picture, 1);
  context.imageSmoothingEnabled = false;
  context.drawImage(plain, 0, 0, width, height);
}

/** Opacity `over` for each pixel; none where a value is smaller in size than `weakest`. */
function fade(pixels, values, over, weakest) {
  const alpha = Math.round(255 * over);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = ((pixels[i] & 0xffffff) | ((Math.abs(values[i]) >= weakest ? alpha : 0) << 24)) >>> 0;
}
