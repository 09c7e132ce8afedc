// The same points as a table: what the curve says in numbers, and a button for each network, for keys and fingers.
import { words } from "../../i18n/i18n.js";
import { count } from "../../lib/format.js";
import { el, find } from "../../ui/dom.js";
import { curveOf, regimes } from "./curves.js";
import { rangeOf } from "./figure.js";

const TEXT = await words("data");

/** `onChoose(model)`. Returns {element, show(study, state, standing)}; the button that has the focus keeps it. */
export function createTable(onChoose) {
  const head = el("thead");
  const body = el("tbody");
  const table = el("table.study-table", {}, el("caption.visually-hidden", {}, TEXT.table.caption), head, body);
  const element = el("div.scrolls", { tabIndex: 0, role: "group", "aria-label": TEXT.table.caption }, table);
  return {
    element,
    show(study, state, standing) {
      const focused = /** @type {HTMLElement} */ (document.activeElement);
      const held = element.contains(focused) ? focused.dataset.model : null;
      const asked = { moved: state.dataMoved, error: state.dataError };
      const sizes = study.sizes.map((size) => el("th", { scope: "col" }, count(size)));
      head.replaceChildren(el("tr", {}, el("th", { scope: "col" }, TEXT.table.form), sizes));
      body.replaceChildren(
        ...study.forms.flatMap((form) =>
          regimes(state.dataTraining).map((shifted) =>
            rowOf(form, shifted, curveOf(form, { ...asked, shifted }), study.sizes, standing, onChoose),
          ),
        ),
      );
      if (held) find(`[data-model="${held}"]`, body)?.focus({ preventScroll: true });
    },
  };
}

function rowOf(form, shifted, points, sizes, standing, onChoose) {
  const title = shifted ? TEXT.shiftedLine(form.title) : form.title;
  const cells = sizes.map((size) => {
    const point = points.find((one) => one.size === size);
    return el(
      "td",
      {},
      point
        ? cellOf(title, point, standing, onChoose)
        : el("span.missing", { role: "img", "aria-label": TEXT.table.missing }, "–"),
    );
  });
  return el("tr", { dataset: { family: form.family, form: form.form } }, el("th", { scope: "row" }, title), cells);
}

function cellOf(title, point, standing, onChoose) {
  const { mean, least, most } = rangeOf(point);
  const about = point.seeds > 1 ? TEXT.table.seeds({ least, most, seeds: point.seeds }) : TEXT.table.oneSeed;
  const text = [el("b", {}, TEXT.percent(mean)), el("small", {}, about)];
  if (!point.model) return el("span", {}, text);
  return el(
    "button",
    {
      type: "button",
      dataset: { model: point.model },
      "aria-pressed": String(standing.includes(point.model)),
      "aria-label": TEXT.table.open({ title, digits: count(point.size), value: TEXT.range({ mean, least, most }) }),
      onclick: () => onChoose(point.model),
    },
    text,
  );
}
