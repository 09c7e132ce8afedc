// The table of symmetries: what leaves the trained network's answer as it is, and what leaves its family as it is.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { el } from "../../ui/dom.js";

const TEXT = (await words("granted")).symmetries;

export const EXACT = { answer: 1e-6, family: 1e-5 }; // relative to the largest logit: float32's own rounding

/** {element, show([{model, symmetries}], models)} */
export function createSymmetries() {
  const element = el("div.scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.title });
  return {
    element,
    show(found, models) {
      const heads = [TEXT.model, TEXT.kinds.answer, TEXT.kinds.family].map((text) => el("th", { scope: "col" }, text));
      const rows = found.map(({ model: id, symmetries }) => {
        const model = models.find((one) => one.id === id);
        return el(
          "tr",
          { dataset: { model: id } },
          el("th", { scope: "row", dataset: { family: model.family } }, el("i", { "aria-hidden": "true" }), model.title),
          ["answer", "family"].map((kind) => cellOf(symmetries.filter((one) => one.kind === kind))),
        );
      });
      element.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)));
    },
  };
}

const cellOf = (list) => el("td", {}, list.length ? el("ul", {}, list.map(lineOf)) : el("span.none", {}, TEXT.untested));

function lineOf({ name, kind, trained, initial }) {
  const holds = (value) => value !== null && value <= EXACT[kind];
  const number = (value, said) =>
    value === null ? null : el("span.number", { dataset: { holds: String(holds(value)) } }, said(short(value, 2)));
  return el(
    "li",
    { dataset: { name } },
    el("b", {}, holds(trained) ? TEXT.holds : TEXT.fails, " "),
    TEXT.names[kind][name],
    el("span.numbers", {}, number(trained, TEXT.trained), number(initial, TEXT.initial)),
  );
}
