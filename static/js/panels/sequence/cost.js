// "What it costs": multiply-adds, products that wait for each other and milliseconds, against the number of rows.
import { words } from "../../i18n/i18n.js";
import { count, percent, short } from "../../lib/format.js";
import { el, segmented } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure } from "../../ui/plot.js";
import { follows, measured } from "./cost_said.js";
import { terms, whole } from "./curves.js";
import { macsSpec, timeSpec } from "./figures.js";
import { saidPart } from "./said.js";

const TEXT = await words("sequence");
const { cost: OWN } = TEXT;

/** `study`: GET /api/studies/cost; `onGroup(group)`. Returns {element, show(group), destroy}. */
export function createCost(study, onGroup) {
  const element = el("section.cost", {}, el("h3", {}, OWN.title), el("p", {}, OWN.lead));
  if (!study.machine) {
    element.append(el("p.progress", {}, OWN.none));
    return { element, show() {}, destroy() {} };
  }
  const options = ["alike", "shipped"].map((value) => ({ value, text: OWN.groups[value] }));
  const chosen = segmented(OWN.groups.label, options, onGroup);
  let group = "";
  const ofGroup = () => ({ ...study, networks: study.networks.filter((one) => one.group === group) });
  const chart = (name, title, spec) =>
    chartOf(
      name,
      title,
      (width) => (group ? spec(ofGroup(), width) : null),
      () => group,
    );
  const charts = [chart("macs", OWN.macsTitle, macsSpec), chart("time", OWN.timeTitle, timeSpec)];
  const about = el("p.muted");
  const body = el("div");
  element.append(
    el("p.controls", {}, el("span.switch-group", {}, el("span.label", {}, OWN.groups.label), chosen.element)),
    about,
    el(
      "div.pair",
      {},
      charts.map((one) => one.element),
    ),
    body,
    el("p.muted", {}, OWN.machine(machineOf(study))),
  );
  return {
    element,
    show(next) {
      chosen.show(next);
      if (next === group) return;
      group = next;
      element.dataset.group = group;
      const shown = ofGroup();
      about.textContent = OWN.about[group];
      body.replaceChildren(
        el("div.scrolls", { tabIndex: 0, role: "group", "aria-label": OWN.caption }, tableOf(shown)),
        saidPart(measured(shown), follows(shown), OWN.against),
      );
      for (const chart of charts) chart.figure.redraw();
    },
    destroy() {
      for (const chart of charts) chart.figure.destroy();
    },
  };
}

function chartOf(name, title, spec, group) {
  const box = el("div.vfigure.sequence-chart", { dataset: { chart: name } });
  const saved = saveButtons(
    () => box,
    () => fileName("rows", name, group()),
  );
  return { element: el("div", {}, head(el("h4", {}, title), saved), box), figure: figure(box, spec) };
}

const VECTORS = { AVX512: "AVX-512" };
const machineOf = ({ machine, rounds }) => ({
  cores: machine.cores,
  processor: `${machine.processor === "x86_64" ? "x86" : machine.processor}, ${VECTORS[machine.vectors] ?? machine.vectors}`,
  torch: machine.torch,
  load: machine.load > machine.cores ? Math.round(machine.load) : null,
  rounds,
});

function tableOf({ lengths, networks, not_waiting: notWaiting }) {
  const heads = lengths.map((rows) => el("th", { scope: "col" }, OWN.rowsHead(rows)));
  const rnn = networks.find(({ form }) => form.endsWith("rnn"));
  return el(
    "table.study-table.costs",
    {},
    el("caption.visually-hidden", {}, OWN.caption),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, OWN.network), heads)),
    networks.map((one) => groupOf(one, notWaiting, one === rnn)),
  );
}

/** The rows of one network: both terms, their sum where there are two, what waits, and the time. */
function groupOf({ form, title, family, costs }, notWaiting, isRnn) {
  const both = costs.some(({ quadratic }) => quadratic);
  const line = (name, text, value, all = costs) =>
    el(
      "tr",
      { dataset: { name } },
      el("th", { scope: "row" }, text),
      all.map((one) => el("td", {}, value(one))),
    );
  const ms = (one) => short(one.ms.median);
  return el(
    "tbody",
    { dataset: { family, form } },
    el("tr", {}, el("th", { scope: "rowgroup", colSpan: costs.length + 1 }, el("b", {}, title), ` ${formula(costs)}`)),
    line("linear", OWN.table.linear, (one) => count(one.linear)),
    both ? line("quadratic", OWN.table.quadratic, (one) => count(one.quadratic)) : null,
    both ? line("share", OWN.table.share, shareOf) : null,
    line("steps", both ? OWN.table.blocks : OWN.table.steps, (one) => count(one.steps)),
    line("chain", OWN.table.chain, (one) => count(one.chain)),
    line("ms", OWN.table.ms, ms),
    isRnn ? line("not-waiting", OWN.table.notWaiting, ms, notWaiting) : null,
  );
}

const shareOf = ({ linear, quadratic }) => percent(quadratic / (linear + quadratic));

/** "11 904 · n" or "9 888 · n + 96 · n²" */
function formula(costs) {
  const { linear, quadratic } = terms(costs);
  return OWN.formula(whole(linear), quadratic ? whole(quadratic) : null);
}
