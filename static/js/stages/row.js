// @ts-check
// One model's row: its head, its cards in slots, its answer. A deep model's stages share slots until all are asked for.
import { t } from "../i18n/i18n.js";
import { el, say } from "../ui/dom.js";
import { createAlteredBar } from "./altered_bar.js";
import { createCard } from "./card.js";
import { createSlot } from "./fold_slot.js";
import { MOST, foldPlan } from "./folding.js";
import { rowReason } from "./no_value.js";
import { createPredictions } from "./predictions.js";
import { createHead } from "./row_head.js";

export const keyOf = (card) => `${card.model.id}/${card.point.name}`;

/**
 * `handlers`: those of cards and of altered_bar.js, onStep(card, before), onWhy(model, class), onRefill() after other cards stand
 * there.
 */
export function createRow(model, handlers) {
  const altered = createAlteredBar(model, handlers);
  const head = createHead(model);
  const stages = el("div.stages");
  const predictions = createPredictions(model, (label) => handlers.onWhy(model, label));
  const element = el(
    "section.row",
    { dataset: { family: model.family, model: model.id }, "aria-label": model.title },
    altered.element,
    head.element,
    stages,
    predictions.element,
    predictions.nearest,
  );
  const made = new Map(); // point name -> card
  const row = { model, element, altered, head, stages, predictions, slots: [], cards: [], fill, collect, folds };

  function cardOf(point) {
    if (!made.has(point.name)) {
      const card = createCard(model, point, handlers);
      card.element.card = card;
      made.set(point.name, card);
    }
    return made.get(point.name);
  }
  function collect() {
    row.cards = row.slots.map((slot) => slot.card);
  }
  /** A slot for each group of stages; a group of several shows one of them and steps through the rest. */
  function fill(plan) {
    const onStep = (card, before) => {
      collect();
      handlers.onRefill();
      handlers.onStep(card, before);
    };
    row.slots = plan.map((points) => createSlot(points, cardOf, onStep));
    collect();
    stages.replaceChildren(...row.slots.map((slot) => slot.element));
  }
  function folds() {
    return row.slots.some(({ points }) => points.length > 1);
  }
  const points = model.points.filter((point) => point.stage);
  if (points.length > MOST) head.element.append(unfolding(row, points, handlers.onRefill));
  fill(foldPlan(points));
  return row;
}

/** The card of a stage; a fold is stepped to it, and then `onRefill()`. Null where the row has none. */
export function stepTo(row, name, onRefill) {
  for (const slot of row.slots) {
    const point = slot.points.find((one) => one.name === name);
    if (!point) continue;
    if (slot.card.point !== point) {
      slot.show(point);
      row.collect();
      onRefill();
    }
    return slot.card;
  }
  return null;
}

/** A model's part of a frame. Whether a card has got its first tiles, so that the row is to be arranged anew. */
export function paintRow(row, { id, stages, predictions, input, off, untouched }, view) {
  let grown = false;
  const altered = off && (view.still ? "still" : "moved");
  row.element.classList.toggle("is-altered", Boolean(off)); // what stands there of the model as it is goes with it
  row.altered.paint(off, view.still);
  const values = new Map(); // of the cards that stand there
  for (const stage of stages) {
    const card = row.cards.find(({ point }) => point.name === stage.name);
    if (!card) continue;
    if (stage.tiles && !card.pack) {
      card.arrange(card.box ?? { width: 87, height: 87 }, stage.tiles, card.unitCell);
      grown = true;
    }
    card.paint(stage, { ...view, altered, off: off?.join() ?? "", scale: view.scales.get(keyOf(card)) });
    card.showChange(stage, view.measure, view.moved, altered);
    values.set(stage.name, stage.change?.[view.measure] ?? null);
  }
  row.element.classList.add("is-known");
  row.head.tell(rowReason(row.model, view.measure, values, view.moved));
  row.predictions.paint(predictions, off ? { untouched } : { pinned: view.references?.get(id) }, input.blank);
  return grown;
}

/** A button that gives every stage a place of its own, and folds them again. */
function unfolding(row, points, onRefill) {
  const all = t("fold.all", { n: points.length });
  const button = el("button.unfold", { type: "button", "aria-pressed": "false" }, all);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", open);
    say(button, open ? t("fold.less") : all);
    row.fill(open ? points.map((point) => [point]) : foldPlan(points));
    onRefill();
  });
  return button;
}
