// What stands around the views of an opened stage: its head line, the wall's place on the left, the tabs and their panel.
import { hasPlaces } from "../lib/placed_stage.js";
import { el } from "../ui/dom.js";
import { colourBar } from "../ui/figure_parts.js";
import { shapeWords } from "../ui/shape_words.js";
import { createWaiting } from "../ui/waiting.js";
import { createBeforeAfter } from "./change/before_after.js";
import { createViewTabs } from "./view_tabs.js";
import { told, words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const ROWS = await words("rows");
const ANSWERS = await words("answers");

/** The elements of a stage, by name; onClose(), onWhy(), onAlike(), onGo(id of a view), onCard() back to the card that was opened, onOuter() from a module to the stage that it is in. */
export function stageFrame({ model, outer, point, views }, handlers) {
  const parts = {
    altered: el("p.valtered", { hidden: true, role: "status" }, TEXT.altered),
    waiting: createWaiting(),
    change: createBeforeAfter(),
    wallHead: el("h4"),
    wallBox: el("div.vwall"),
    hovered: el("output.vreadout"),
    bar: colourBar(),
    sentence: el("p.vcaption"),
    tabs: createViewTabs(views, handlers.onGo),
    explain: el("p.vexplain"),
    panel: el("div.vpanel", { role: "tabpanel", tabIndex: -1 }),
  };
  const { altered, waiting, change, wallHead, wallBox, hovered, bar, sentence, tabs, explain, panel } = parts;
  const wall = el("section", {}, el("div.vhead", {}, wallHead, hovered), wallBox, bar.element, sentence);
  const body = el(
    "div.vbody",
    { hidden: true },
    tabs.element,
    el("div.vside", {}, change.element, wall),
    el("div.vmain", {}, explain, panel),
  );
  const top = headLine(model, point, outer, handlers);
  const element = el("div.stage-view", { dataset: { family: model.family } }, top, altered, waiting.element, body);
  return { ...parts, body, element };
}

const whatItDoes = ({ inner, phases, phase }) => {
  if (inner) return inner.calls > 1 ? TEXT.inside.call(inner.kind, inner.call, inner.calls) : inner.kind;
  return phases.length > 1 ? ROWS.mixes(phases) : (TEXT.phases[phase] ?? phase);
};

function headLine(model, point, outer, { onClose, onWhy, onAlike, onCard, onOuter }) {
  const [sizes] = shapeWords(point);
  return el(
    "header.vtop",
    {},
    el("button.to-card", { type: "button", onclick: onCard }, TEXT.toCard(outer.title)),
    el("h3", {}, model.title, el("span.vsep", {}, "›"), outer.title, point.inner && [el("span.vsep", {}, "›"), point.title]),
    point.inner && el("button.to-outer", { type: "button", onclick: onOuter }, TEXT.inside.outer(outer.title)),
    el("span.vmuted", {}, `${sizes} · ${whatItDoes(point)} · `, el("code", {}, point.name)),
    point.no_grid && el("span.vmuted.no-grid", {}, told(point.no_grid)),
    model.labels.length > 0 &&
      el(
        "button.to-why",
        { type: "button", onclick: onWhy, "aria-description": ANSWERS.why.explain },
        ANSWERS.why.label(model.title),
      ),
    hasPlaces(point) &&
      el("button.to-alike", { type: "button", onclick: onAlike, "aria-description": TEXT.alike.explain }, TEXT.alike.text),
    el("button.vclose", { type: "button", "aria-label": TEXT.close, onclick: onClose }, "×"),
  );
}
