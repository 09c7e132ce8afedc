// "Blank rows after the digit": how many test digits are told after k further, black rows; chart, table, and what follows.
import { words } from "../../i18n/i18n.js";
import { count, fixed } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure } from "../../ui/plot.js";
import { follows, how, measured } from "./blank_said.js";
import { lines } from "./curves.js";
import { blankSpec } from "./figures.js";
import { saidPart } from "./said.js";

const TEXT = await words("sequence");
const { blank: OWN } = TEXT;

/** `study`: GET /api/studies/blank. Returns {element, destroy}. */
export function createBlank(study) {
  const { planned, done } = study;
  const said = done ? OWN.progress({ done, planned }) : OWN.none;
  const progress = !done || done < planned ? el("p.progress", {}, said) : null;
  const element = el(
    "section.blank",
    {},
    el("h3", {}, OWN.title),
    el("p", {}, OWN.lead({ steps: count(study.steps), batch: study.batch })),
    progress,
  );
  if (!done) return { element, destroy() {} };
  const box = el("div.vfigure.sequence-chart", { dataset: { chart: "blank" } });
  const chart = figure(box, (width) => blankSpec(study, width));
  const saved = saveButtons(
    () => box,
    () => fileName("blank-rows"),
  );
  element.append(
    head(el("h4", {}, OWN.chart), saved),
    box,
    el("div.scrolls", { tabIndex: 0, role: "group", "aria-label": OWN.caption }, tableOf(study)),
    saidPart(measured(study), follows(study), OWN.against, how(study)),
  );
  chart.redraw();
  return { element, destroy: () => chart.destroy() };
}

function tableOf(study) {
  return el(
    "table.study-table",
    {},
    el("caption.visually-hidden", {}, OWN.caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, OWN.network),
        study.blanks.map((blank) => el("th", { scope: "col" }, OWN.rows(blank))),
      ),
    ),
    el(
      "tbody",
      {},
      lines(study).map((line) => rowOf(line, study.blanks)),
    ),
  );
}

function rowOf({ form, kind, title, family, points }, blanks) {
  const cells = blanks.map((blank) => {
    const point = points.find((one) => one.blank === blank);
    if (!point) return el("td", {}, el("span", { role: "img", "aria-label": OWN.missing }, "–"));
    const about = point.seeds > 1 ? OWN.range(fixed(point.least, 2), fixed(point.most, 2), point.seeds) : OWN.oneSeed;
    const nothing = kind !== "without" && point.seeds > 1 && point.nothing ? OWN.nothing(point.seeds) : about;
    return el("td", {}, el("b", {}, OWN.percent(fixed(point.mean, 2))), el("small", {}, nothing));
  });
  return el("tr", { dataset: { family, form, kind } }, el("th", { scope: "row" }, TEXT.lines[kind](title)), cells);
}
