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

/** The elements of a stage, by name; onClose(), onWhy(), onAlike(), onGo(id of a view), onCard() back to the card that was opened. */
export function stageFrame({ model, point, views }, { onClose, onWhy, onAlike, onGo, onCard }) {
  const parts = {
    altered: el("p.valtered", { hidden: true, role: "status" }, TEXT.altered),
    waiting: createWaiting(),
    change: createBeforeAfter(),
    wallHead: el("h4"),
    wallBox: el("div.vwall"),
    hovered: el("output.vreadout"),
    bar: colourBar(),
    sentence: el("p.vcaption"),
    tabs: createViewTabs(views, onGo),
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
  const top = headLine(model, point, { onClose, onWhy, onAlike, onCard });
  const element = el("div.stage-view", { dataset: { family: model.family } }, top, altered, waiting.element, body);
  return { ...parts, body, element };
}

function headLine(model, point, { onClose, onWhy, onAlike, onCard }) {
  const [sizes] = shapeWords(point);
  const mixes = point.phases.length > 1 ? ROWS.mixes(point.phases) : (TEXT.phases[point.phase] ?? point.phase);
  return el(
    "header.vtop",
    {},
    el("button.to-card", { type: "button", onclick: onCard }, TEXT.toCard(point.title)),
    el("h3", {}, model.title, el("span.vsep", {}, "›"), point.title),
    el("span.vmuted", {}, `${sizes} · ${mixes} · `, el("code", {}, point.name)),
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
