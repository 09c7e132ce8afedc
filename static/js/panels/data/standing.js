// The study's networks that stand among the rows: what their cards say, and the way to the rows.
import { words } from "../../i18n/i18n.js";
import { large, percentage } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { networkOf } from "./networks.js";

const TEXT = (await words("data")).standing;

/** `onDrop(id)`, `onRows(ids)`. Returns {element, show(models of the page, ids shown)}. */
export function createStanding({ onDrop, onRows }) {
  const list = el("ul");
  const rows = el("button", { type: "button", onclick: () => onRows() }, TEXT.rows);
  const hint = el("p");
  const element = el("section.standing", { "aria-live": "polite", "aria-label": TEXT.title }, hint, list, rows);
  let shown = null;
  return {
    element,
    show(models, ids) {
      const mine = ids.filter((id) => networkOf(id)).map((id) => models.find((model) => model.id === id));
      if (mine.map(({ id }) => id).join() === shown) return;
      shown = mine.map(({ id }) => id).join();
      hint.textContent = mine.length ? TEXT.some : TEXT.none;
      rows.hidden = !mine.length;
      list.replaceChildren(...mine.map((model) => itemOf(model, ids.length > 1, onDrop)));
    },
  };
}

function itemOf({ id, title, family, top1, parameters }, more, onDrop) {
  const facts = TEXT.facts({ accuracy: percentage(top1), parameters: large(parameters) });
  const drop = { type: "button", "aria-label": TEXT.drop(title), title: TEXT.drop(title), onclick: () => onDrop(id) };
  return el(
    "li",
    { dataset: { family, model: id, top1 } },
    el("b", {}, title),
    el("span", {}, facts),
    more ? el("button.square", drop, "×") : null,
  );
}
