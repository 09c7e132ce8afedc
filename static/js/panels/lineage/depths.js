// "A thousand layers": what narrow networks of three kinds have learnt at three depths, each of them to be put into the rows.
import { named } from "../../i18n/documents.js";
import { words } from "../../i18n/i18n.js";
import { count, fixed } from "../../lib/format.js";
import { ANEW, showsDigits } from "../../lib/scene.js";
import { el, findAll } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure } from "../../ui/plot.js";
import { gradientSpec, stepsSpec } from "./figures.js";
import { Gradients } from "./gradients.js";
import { stuck } from "./training_curves.js";

const TEXT = await words("depths");
const WIDTH = 8;
const TWIN = { plain: "plain", resnet: "residual", preact: "pre-activation" };

/** `study`: GET /api/studies/depth. Returns {element, show(context), destroy}. */
export function createDepths(study) {
  const titles = new Map(study.kinds.map(({ kind, title }) => [kind, title]));
  let context;
  const toRows = (models) =>
    context.lead({ ...(showsDigits(context) ? {} : ANEW), section: "rows", models, stage: null, channel: null, view: null });
  const charts = chartsOf(study, titles, () => context);
  const element = el(
    "section.depths",
    {},
    el("h3", {}, TEXT.title),
    el("p.muted", {}, TEXT.lead({ width: WIDTH, size: count(study.size), steps: count(study.steps) })),
    said(study, titles).map((sentence, at) => el(at ? "p" : "p.verdict", {}, sentence)),
    el("div.scrolls", { tabIndex: 0, role: "group", "aria-label": TEXT.caption }, tableOf(study, titles, toRows)),
    el("p.muted", {}, TEXT.hint),
    el("div.curves", {}, charts.elements),
    el("p.muted", {}, TEXT.note),
    publishedPart(study.published),
  );
  return {
    element,
    show(next) {
      context = next;
      for (const button of findAll("[data-model]", element))
        button.setAttribute("aria-pressed", String(next.state.models.includes(button.dataset.model)));
      charts.show(next);
    },
    destroy: charts.destroy,
  };
}

/** The loss over the steps, and the gradient through the depth, which is asked for: it takes nine networks some seconds. */
function chartsOf({ networks, epoch }, titles, context) {
  const twins = networks.map((one) => ({ ...one, kind: TWIN[one.kind], norm: true, title: titled(one, titles) }));
  const titleOf = (id) => twins.find(({ model }) => model === id)?.title ?? id;
  const data = { twins, titleOf, answers: new Map(), epoch };
  const models = twins.map(({ model }) => model);
  const gradients = new Gradients(models, titleOf, (answers) => {
    data.answers = answers;
    gradient.figure.redraw();
  });
  const loss = chartOf("steps", TEXT.chart, stepsSpec, data);
  const gradient = chartOf("gradient", TEXT.gradient, gradientSpec, data, gradients.text, gradients.which.element);
  gradient.element.hidden = true;
  const ask = el("button", { type: "button" }, TEXT.ask(twins.length));
  ask.onclick = () => {
    ask.hidden = true;
    gradient.element.hidden = false;
    gradients.show(context());
  };
  return {
    elements: [loss.element, gradient.element, ask],
    show: (next) => ask.hidden && gradients.show(next),
    destroy() {
      gradients.destroy();
      for (const chart of [loss, gradient]) chart.figure.destroy();
    },
  };
}

const titled = ({ kind, depth }, titles) => `${titles.get(kind)} ${count(depth)}`;

function said({ networks, planned, done }, titles) {
  const each = (one) => TEXT.each(titles.get(one.kind), count(one.depth), fixed(one.loss, 3));
  const still = networks.filter(({ taken }) => taken === 0);
  const moved = networks.filter(({ taken }) => taken > 0);
  const [lost, learnt] = [moved.filter(stuck), moved.filter((one) => !stuck(one))];
  return [
    learnt.length ? TEXT.trained(learnt.map(each).join(", ")) : null,
    lost.length ? TEXT.stuck(lost.map(each).join(", ")) : null,
    still.length ? TEXT.still(still.map((one) => titled(one, titles)).join(", "), count(still[0].tried)) : null,
    done < planned ? TEXT.progress({ done, planned }) : null,
  ].filter(Boolean);
}

function tableOf({ kinds, depths, networks }, titles, toRows) {
  const heads = depths.map((depth) => el("th", { scope: "col" }, TEXT.layers(count(depth))));
  const all = depths.map((depth) => {
    const there = networks.filter((one) => one.depth === depth).map(({ model }) => model);
    const button = el("button", { type: "button", onclick: () => toRows(there) }, TEXT.rows(count(depth)));
    return el("td", {}, there.length ? button : null);
  });
  const cell = ({ kind }, depth) =>
    cellOf(
      networks.find((one) => one.kind === kind && one.depth === depth),
      titles,
      toRows,
    );
  return el(
    "table.study-table",
    {},
    el("caption.visually-hidden", {}, TEXT.caption),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, TEXT.kind), heads)),
    el(
      "tbody",
      {},
      kinds.map((kind) =>
        el(
          "tr",
          { dataset: { kind: kind.kind } },
          el("th", { scope: "row" }, kind.title),
          depths.map((depth) => cell(kind, depth)),
        ),
      ),
    ),
    el("tfoot", {}, el("tr", {}, el("td"), all)),
  );
}

function cellOf(one, titles, toRows) {
  if (!one) return el("td", {}, el("span.missing", { role: "img", "aria-label": TEXT.missing }, "–"));
  const [wrong, loss] = [`${fixed(100 - one.top1, 2)} %`, fixed(one.loss, 3)];
  const label = TEXT.open({ title: titles.get(one.kind), depth: count(one.depth), loss, wrong });
  return el(
    "td",
    {},
    el(
      "button",
      { type: "button", dataset: { model: one.model }, "aria-label": label, onclick: () => toRows([one.model]) },
      el("b", {}, TEXT.wrong(wrong)),
      el("small", {}, TEXT.loss(loss)),
    ),
  );
}

function chartOf(key, title, spec, data, note = null, ...before) {
  const box = el("div.vfigure", { dataset: { chart: key } });
  const save = saveButtons(
    () => box,
    () => fileName("layers", key),
  );
  return {
    element: el("section.chart", {}, head(title, ...before, save), box, note),
    figure: figure(box, (width) => spec(data, width)),
  };
}

function publishedPart(figures) {
  const text = TEXT.published;
  const heads = [text.model, text.error, text.source].map((title) => el("th", { scope: "col" }, title));
  const source = ({ arxiv, place }) =>
    el("td", {}, el("a", { href: `https://arxiv.org/abs/${arxiv}`, rel: "noreferrer" }, `arXiv:${arxiv}`), `, ${named(place)}`);
  const rows = figures.map((one) =>
    el("tr", {}, el("th", { scope: "row" }, one.model), el("td", {}, `${fixed(one.error, 2)} %`), source(one)),
  );
  return el(
    "section",
    {},
    el("h4", {}, text.title),
    el("p", {}, text.lead),
    el("table.published", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)),
    el("p", {}, text.bottlenecks),
    el("p", {}, text.plain),
  );
}
