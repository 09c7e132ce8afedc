// The table of switches: a row for each, a column for each model: what it says now, how much its answer changed, and how often it
// is right so on the cards' sample.
import { words } from "../../i18n/i18n.js";
import { verdict } from "../../lib/certainty.js";
import { percentage, share, short } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { kindOf } from "./switches.js";

const TEXT = await words("granted");

/** {element, show(answer, models, {switches, transform})}; `onShow(transform)`: the person wants the models to get it so. */
export function createAnswers(onShow) {
  const element = el("div.scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.table });
  return {
    element,
    show({ models: found, pictures }, models, { transforms, variants, transform }) {
      const own = found.map(({ model }) => models.find(({ id }) => id === model));
      const head = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, TEXT.switch), own.map(headOf)));
      const plain = el(
        "tr.plain",
        {},
        el("th", { scope: "row" }, el("span", {}, TEXT.plain)),
        found.map((one, i) => plainOf(one, own[i])),
      );
      const row = (name) =>
        el(
          "tr",
          { dataset: { switch: name } },
          nameOf(name, pictures[name], name === transform, onShow),
          found.map((one, i) => cellOf(one, own[i], name)),
        );
      const there = variants.filter((name) => found.some(({ switches }) => switches.some((one) => one.switch === name)));
      const between = el("tr.group", {}, el("th", { scope: "rowgroup", colSpan: found.length + 1 }, TEXT.models));
      const rows = [plain, ...transforms.map(row), ...(there.length ? [between] : []), ...there.map(row)];
      const left = element.scrollLeft;
      const kept = document.activeElement?.closest("[data-switch]")?.getAttribute("data-switch");
      element.replaceChildren(el("table", {}, head, el("tbody", {}, rows)));
      element.scrollLeft = left;
      if (kept) element.querySelector(`[data-switch="${kept}"] button`)?.focus({ preventScroll: true });
    },
  };
}

const headOf = (model) =>
  el("th", { scope: "col", dataset: { family: model.family } }, el("i", { "aria-hidden": "true" }), model.title);

function plainOf({ plain }, model) {
  const { top1 } = model.granted ?? {};
  return el("td", {}, said(plain, model), top1 && el("span.right", {}, TEXT.right(percentage(top1[""]))));
}

function nameOf(name, png, on, onShow) {
  const { title, explain } = TEXT.switches[kindOf(name)];
  const picture = png && el("img", { src: `data:image/png;base64,${png}`, alt: "", width: 44, height: 44 });
  const button =
    png &&
    el(
      "button",
      {
        type: "button",
        "aria-pressed": String(on),
        "aria-description": TEXT.show.explain,
        onclick: () => onShow(on ? "" : name),
      },
      on ? TEXT.show.off : TEXT.show.on,
    );
  return el(
    "th",
    { scope: "row" },
    el("div.name", {}, picture, el("span", {}, el("b", {}, title), el("small", {}, explain), button)),
  );
}

function cellOf({ switches, plain }, model, name) {
  const found = switches.find((one) => one.switch === name);
  if (!found) return el("td.none", {}, TEXT.none);
  const same = !plain.length || found.predictions[0].index === plain[0].index;
  const top1 = model.granted?.top1;
  return el(
    "td",
    { dataset: { same } },
    said(found.predictions, model),
    el("span.change", {}, found.change === null ? TEXT.noChange : TEXT.change(short(found.change))),
    name in (top1 ?? {}) && el("span.right", {}, TEXT.right(percentage(top1[name]))),
  );
}

function said(predictions, model) {
  if (!predictions.length) return el("span.label", {}, TEXT.features);
  const { label, share: part, unsure } = verdict(model, predictions);
  return el("span.label", {}, el("b", {}, unsure ? TEXT.unsure(label) : label), " ", share(part));
}
