// One model's stages in a row: above the features as colours, below the likeness to one place.
import { words } from "../../i18n/i18n.js";
import { fixed, percent } from "../../lib/format.js";
import { sharp } from "../../ui/canvas.js";
import { el, say } from "../../ui/dom.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { createMap } from "../../ui/source_map.js";
import { cellRect, stagesOf, viewed } from "./stages.js";

const TEXT = await words("likeness");

const SIDE = 128; // CSS px of a map, at most
const TOKEN = 14; // of a token without a place

/** {element, behind(), take(answer), paint(look)}; handlers: onHover(at), onPick(at), onStep(by, cells), onOpen(model, point). */
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
  let answer = null;
  return {
    element: el(
      "section.model",
      { dataset: { family: model.family, model: model.id } },
      el("h3", {}, el("i", { "aria-hidden": "true" }), model.title, some),
      refusal,
      figures,
    ),
    behind() {
      for (const { element } of stages.values()) element.dataset.behind = "true";
    },
    take(next) {
      answer = next;
      refusal.hidden = !next.refused;
      figures.hidden = Boolean(next.refused);
      say(refusal, next.refused ?? "");
    },
    paint(look) {
      for (const stage of answer?.stages ?? []) stages.get(stage.point)?.paint(answer, stage, look);
    },
  };
}

function createStage(model, point, size, { onHover, onPick, onStep, onOpen }) {
  let cells = { rows: 1, columns: 1 };
  const map = () => createMap(size, { onHover, onPick, onStep: (...by) => onStep(by, cells) }, { most: SIDE });
  const [colours, likeness] = [map(), map()];
  const tokens = { colours: el("canvas", { "aria-hidden": "true" }), likeness: el("canvas", { "aria-hidden": "true" }) };
  const beside = el("p.tokens", { hidden: true }, tokens.colours, tokens.likeness, el("output"));
  const said = el("p.said");
  const element = el(
    "figure.stage",
    { dataset: { point: point.name } },
    el("button.link", { type: "button", onclick: () => onOpen(model, point), "aria-description": TEXT.open }, point.title),
    colours.element,
    likeness.element,
    beside,
    said,
  );
  return {
    element,
    paint(answer, stage, { centred, tokens: withTokens, picture }) {
      cells = stage;
      const seen = viewed(answer, stage, centred);
      const { rows, columns } = stage;
      const title = `${model.title}, ${point.title}`;
      const three = stage.explained.reduce((sum, share) => sum + share, 0);
      colours.paint({ pixels: seen.colours.places, rows, columns, label: TEXT.colours(title, percent(three)) });
      likeness.paint({
        places: seen.likeness.places,
        rows,
        columns,
        low: -1,
        high: 1,
        signed: true,
        picture: picture?.shape[0] === 1 ? picture : null,
        ink: 0,
        label: TEXT.likeness(title, fixed(mean(seen.likeness.places), 2)),
      });
      const rect = cellRect(stage.at, stage, size);
      for (const one of [colours, likeness]) one.lines([{ rect, colour: accent(element) }]);
      showTokens(beside, tokens, withTokens && stage.prefix ? seen : null);
      say(said, TEXT.said(stage.features, percent(three), fixed(mean(seen.likeness.places), 2)));
      element.dataset.behind = "false";
      element.dataset.explained = String(three);
      element.dataset.mean = String(mean(seen.likeness.places));
    },
  };
}

/** Tokens without a place, as cells in a line: their colours, and below their likeness. */
function showTokens(beside, tokens, seen) {
  beside.hidden = !seen;
  if (!seen) return;
  const count = seen.colours.prefix.length;
  const [width, height] = [count * TOKEN, TOKEN];
  const draw = (canvas, values, scale, map) =>
    paintCells(sharp(canvas, width, height), values, 1, count, scale, map, 0, 0, width, height);
  draw(tokens.colours, seen.colours.prefix, null, null);
  draw(tokens.likeness, seen.likeness.prefix, { low: -1, high: 1 }, KINDS.activation.map(true));
  say(beside.lastElementChild, TEXT.token([...seen.likeness.prefix].map((value) => fixed(value, 2)).join(", ")));
}

const accent = (element) => getComputedStyle(element).getPropertyValue("--chosen").trim() || "currentColor";

/** Of the places whose features have a direction. */
function mean(values) {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN;
}
