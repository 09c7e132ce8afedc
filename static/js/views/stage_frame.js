// What stands around the views of an opened stage: its head line, the wall's place on the left, the tabs and their panel.
import { el } from "../ui/dom.js";
import { colourBar } from "../ui/figure_parts.js";
import { shapeWords } from "../ui/shape_words.js";
import { createViewTabs } from "./view_tabs.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const ROWS = await words("rows");

/** The elements of a stage, by name; onClose(), onGo(id of a view). */
export function stageFrame({ model, point, views }, { onClose, onGo }) {
  const parts = {
    status: el("p.vstatus", { role: "status" }, TEXT.loading),
    wallHead: el("h4"),
    wallBox: el("div.vwall"),
    hovered: el("output.vreadout"),
    bar: colourBar(),
    sentence: el("p.vcaption"),
    tabs: createViewTabs(views, onGo),
    explain: el("p.vexplain"),
    panel: el("div.vpanel", { role: "tabpanel", tabIndex: -1 }),
  };
  const { status, wallHead, wallBox, hovered, bar, sentence, tabs, explain, panel } = parts;
  const body = el(
    "div.vbody",
    { hidden: true },
    el("div.vside", {}, el("div.vhead", {}, wallHead, hovered), wallBox, bar.element, sentence),
    el("div.vmain", {}, tabs.element, explain, panel),
  );
  const element = el("div.stage-view", { dataset: { family: model.family } }, headLine(model, point, onClose), status, body);
  return { ...parts, body, element };
}

function headLine(model, point, onClose) {
  const [sizes] = shapeWords(point);
  const mixes = point.phases.length > 1 ? ROWS.mixes(point.phases) : (TEXT.phases[point.phase] ?? point.phase);
  return el(
    "header.vtop",
    {},
    el("h3", {}, model.title, el("span.vsep", {}, "›"), point.title),
    el("span.vmuted", {}, `${sizes} · ${mixes} · `, el("code", {}, point.name)),
    el("button.vclose", { type: "button", "aria-label": TEXT.close, title: `${TEXT.close} (Esc)`, onclick: onClose }, "×"),
  );
}
