// One model's stages in a row: above the features as colours, below the likeness to one place.
import { words } from "../../i18n/i18n.js";
import { fixed, percent } from "../../lib/format.js";
import { archiveButton } from "../../ui/archive_button.js";
import { sharp } from "../../ui/canvas.js";
import { el, say } from "../../ui/dom.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { createMap } from "../../ui/source_map.js";
import { cellOf, cellRect, coloursOf, cosines, likenessOf, positionAt, stagesOf } from "./stages.js";

const TEXT = await words("likeness");

const SIDE = 128; // CSS px of a map, at most
const TOKEN = 14; // of a token without a place

/**
 * {element, take(answer), colours(look), likeness(look), compare(look, directions, place), tell()}; look: {centred, tokens, mark};
 * what paints returns how long each stage took, in ms, and `tell` writes what belongs to it, at last: between two maps it would
 * make the browser lay out the page for each. Handlers: onHover(at, event), onPick(at), onStep(by, cells), onOpen(model, point).
 */
export function createRow(model, size, handlers) {
  const { shown, of } = stagesOf(model);
  const refusal = el("p.refusal", { hidden: true });
  const stages = new Map(shown.map((point) => [point.name, createStage(model, point, size, handlers)]));
  const figures = el(
    "div.stages",
    { tabIndex: 0, role: "region", "aria-label": TEXT.stages(model.title) },
    [...stages.values()].map(({ element }) => element),
  );
  const some = of > shown.length && el("span.vmuted", {}, TEXT.some(shown.length, of));
  const save = archiveButton();
  let answer = null;
  const each = (paint) => (answer?.stages ?? []).map((stage, i) => timed(() => paint(stages.get(stage.point), stage, i)));
  return {
    element: el(
      "section.model",
      { dataset: { family: model.family, model: model.id } },
      el("h3", {}, el("i", { "aria-hidden": "true" }), model.title, some, save.element),
      refusal,
      figures,
    ),
    take(next) {
      answer = next;
      refusal.hidden = !next.refused;
      figures.hidden = Boolean(next.refused);
      say(refusal, next.refused ?? "");
    },
    colours: ({ tokens }) => each((shown, stage) => shown.colours(stage, coloursOf(answer, stage), tokens)),
    /** Likeness to the place that was asked about. */
    likeness: (look) =>
      each((shown, stage) => {
        shown.likeness(stage, likenessOf(answer, stage, look.centred), stage.at, answer.picture, look);
      }),
    /** Likeness to any place of the same scene. */
    compare: (look, directions, place) =>
      each((shown, stage, i) => {
        const position = positionAt(place, stage, size);
        const values = cosines(directions, directions.stages[i], position, stage.prefix);
        shown.likeness(stage, values, cellOf(position, stage), answer.picture, look);
      }),
    /** `archive(model)`: what is saved of it, unless the model refuses. */
    tell(archive) {
      stages.forEach((shown) => shown.tell());
      save.element.hidden = !answer?.stages;
      save.of(answer?.stages ? archive(model) : null);
    },
  };
}

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function createStage(model, point, size, { onHover, onPick, onStep, onOpen }) {
  let cells = { rows: 1, columns: 1 };
  let untold = null;
  const map = () => createMap(size, { onHover, onPick, onStep: (...by) => onStep(by, cells) }, { most: SIDE });
  const [colours, likeness] = [map(), map()];
  const tokens = { colours: el("canvas", { "aria-hidden": "true" }), likeness: el("canvas", { "aria-hidden": "true" }) };
  const beside = el("p.tokens", { hidden: true }, tokens.colours, tokens.likeness, el("output"));
  const said = el("p.said");
  const title = `${model.title}, ${point.title}`;
  const element = el(
    "figure.stage",
    { dataset: { point: point.name } },
    el("button.link", { type: "button", onclick: () => onOpen(model, point), "aria-description": TEXT.open }, point.title),
    colours.element,
    likeness.element,
    beside,
    said,
  );
  const share = ({ explained }) => explained.reduce((sum, one) => sum + one, 0);
  return {
    element,
    colours(stage, { places, prefix }, withTokens) {
      cells = stage;
      const { rows, columns } = stage;
      colours.paint({ pixels: places, rows, columns, label: TEXT.colours(title, percent(share(stage))) });
      if (withTokens && prefix.length) drawTokens(tokens.colours, prefix, null, null);
    },
    likeness(stage, { places, prefix }, at, picture = null, { tokens: withTokens, mark }) {
      const { rows, columns } = stage;
      const average = mean(places);
      const lines = [{ rect: cellRect(at, stage, size), colour: mark }];
      const label = TEXT.likeness(title, fixed(average, 2));
      likeness.paint({ places, rows, columns, low: -1, high: 1, signed: true, picture, ink: 0, label });
      for (const one of [colours, likeness]) one.lines(lines);
      const shown = withTokens && prefix.length ? prefix : null;
      if (shown) drawTokens(tokens.likeness, shown, { low: -1, high: 1 }, KINDS.activation.map(true));
      untold = { stage, average, shown };
    },
    tell() {
      if (!untold) return;
      const { stage, average, shown } = untold;
      untold = null;
      beside.hidden = !shown;
      if (shown) say(beside.lastElementChild, TEXT.token([...shown].map((value) => fixed(value, 2)).join(", ")));
      say(said, TEXT.said(stage.features, percent(share(stage)), fixed(average, 2)));
      Object.assign(element.dataset, { explained: share(stage), mean: average });
    },
  };
}

/** Tokens without a place, as cells in a line. */
function drawTokens(canvas, values, scale, map) {
  const [width, height] = [values.length * TOKEN, TOKEN];
  paintCells(sharp(canvas, width, height), values, 1, values.length, scale, map, 0, 0, width, height);
}

/** Of the places whose features have a direction. */
function mean(values) {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count ? sum / count : NaN;
}
