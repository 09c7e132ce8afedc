// Three pictures side by side: the square that the structure allows, and the field that the gradient finds, before training
// and after.
import { el, say } from "../../ui/dom.js";
import { short, shape } from "../../lib/format.js";
import { paintPicture } from "../../ui/canvas.js";
import { themeName } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { boxOf, createPane, frameOf, ofSquare } from "../../ui/square_pane.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { factList } from "../../ui/fact_list.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("receptive_field");

export const SCALE = { low: 0, high: 1, signed: false };

/** The longer side of a square, null where there is none (pure). */
export const sideOf = (square) => (square ? Math.max(square.bottom - square.top, square.right - square.left) : null);

/** `rows`, `columns` of the picture; `stages` [{point, square, reason}]; `when` the fields that can be had; `fields` keeps them. */
export function createPanes({ rows, columns, stages, when: known, fields }) {
  const view = frameOf(rows, columns, stages.map(({ square }) => square).filter(Boolean));
  const pane = (title) => figurePane(createPane(rows, columns, view), title);
  const panes = {
    rows,
    columns,
    stages,
    known,
    fields,
    theory: pane(TEXT.theory),
    effective: { initial: pane(TEXT.initial), trained: pane(TEXT.trained) },
    painted: {}, // what the two fields show
  };
  const all = [panes.theory, panes.effective.initial, panes.effective.trained];
  const element = el("div.panes", {}, ...all.map((one) => one.element));
  return {
    element,
    /** The stage's number; null where it has no positions. */
    paint(index, context) {
      element.hidden = index === null;
      if (index === null) return;
      paintTheory(panes, index, context);
      paintEffective(panes, index, "initial");
      paintEffective(panes, index, "trained");
    },
  };
}

function figurePane(pane, title) {
  const facts = el("dl.vfacts.is-column");
  const note = el("p.pane-note");
  const element = el("figure", {}, el("figcaption", {}, title), el("div.pane-box", {}, pane.element, note), facts);
  return { pane, facts, note, element };
}

const show = (box, pairs) =>
  box.replaceChildren(...factList(pairs.map(([key, text]) => ({ key, name: TEXT.facts[key], text }))));

function paintTheory({ stages, rows, columns, theory }, index, { frame, model }) {
  const input = findModel(frame, model.id)?.input;
  if (input) {
    paintPicture(theory.pane.canvas, input, 1);
    theory.pane.fit();
  }
  const { square, reason } = stages[index];
  const before = stages.slice(0, index).flatMap((stage) => (stage.square ? [ofSquare(stage.square, "before")] : []));
  const [height, width] = square ? [square.bottom - square.top, square.right - square.left] : [0, 0];
  theory.pane.squares([...before, ...theoryOf(square)], TEXT.theoryLabel(height, width));
  theory.note.textContent = square ? "" : (reason ?? "");
  if (!square) return show(theory.facts, []);
  if (square.whole) return show(theory.facts, [["side", TEXT.whole]]);
  show(theory.facts, [
    ["side", TEXT.px(shape([height, width]))],
    ["picture", TEXT.outside(short(sideOf(square) / Math.max(rows, columns), 2))],
  ]);
}

const theoryOf = (square) => (square ? [ofSquare(square, "theory")] : []);

function paintEffective(panes, index, when) {
  const { rows, columns, stages, fields, painted } = panes;
  const { pane, facts, note } = panes.effective[when];
  const { point, square } = stages[index];
  const field = fields.get(point, when);
  const looks = [field, index, themeName()];
  if (field && looks.every((part, i) => part === painted[when]?.[i])) return; // the same while the pattern moves
  painted[when] = looks;
  const drawing = pane.canvas.getContext("2d");
  drawing.clearRect(0, 0, columns, rows);
  pane.element.classList.toggle("is-empty", !field);
  say(note, noteOf(panes, point, when, field));
  if (!field) {
    pane.squares(theoryOf(square), TEXT[when]);
    return show(facts, []);
  }
  paintCells(drawing, field.values.flat(), rows, columns, SCALE, KINDS.activation.map(false), 0, 0, columns, rows);
  pane.squares([...theoryOf(square), boxOf(field)], TEXT.fieldLabel(TEXT[when], short(field.width)));
  show(facts, [
    ["width", TEXT.px(short(field.width))],
    ["square", TEXT.px(shape([field.square, field.square]))],
    ...(square ? [["ratio", short(field.width / sideOf(square))]] : []),
  ]);
}

/** Why there is no field, or how far it is. */
function noteOf({ known, fields }, point, when, field) {
  if (!known.includes(when)) return TEXT.unknown;
  if (field || fields.failure(point, when)) return "";
  const running = fields.progress(point, when);
  return TEXT.progress(running?.done ?? 0, running?.of || 32);
}
