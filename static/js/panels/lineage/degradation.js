// The degradation, measured on the twins: training curves, the gradient through the depth, and what one block is worth.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure } from "../../ui/plot.js";
import { errorSpec, gradientSpec, lesionSpec, lossSpec } from "./figures.js";
import { Gradients } from "./gradients.js";
import { verdict } from "./training_curves.js";

const TEXT = await words("lineage");

const text = TEXT.degradation;

/** Returns {element, show(context), destroy}. */
export function createDegradation(twins, models) {
  const titleOf = (id) => models.find((model) => model.id === id)?.title ?? id;
  const data = { twins, titleOf, answers: new Map() };
  const trained = twins.filter(({ curve }) => curve?.length).map(({ model }) => model);
  const gradients = new Gradients(trained, titleOf, (answers) => {
    data.answers = answers;
    panels[2].figure.redraw();
  });
  const lesion = el("p.muted", {}, twins.some((twin) => twin.lesion) ? TEXT.lesion.note : TEXT.lesion.none);
  const panels = [
    chartOf("loss", text.loss, lossSpec, data),
    chartOf("error", text.error, errorSpec, data),
    chartOf("gradient", TEXT.gradients.title, gradientSpec, data, gradients.text, gradients.which.element),
    chartOf("lesion", TEXT.lesion.title, lesionSpec, data, lesion),
  ];
  const charts = panels.map(({ element }) => element);
  const untrained = twins.filter(({ model }) => !trained.includes(model)).map(({ model }) => titleOf(model));
  return {
    element: sectionOf(verdict(twins, titleOf), untrained, charts),
    show: (context) => gradients.show(context),
    destroy() {
      gradients.destroy();
      for (const panel of panels) panel.figure.destroy();
    },
  };
}

/** A chart with its title and the buttons that save it; `before` stands in its head, `note` below. */
function chartOf(key, title, spec, data, note = null, ...before) {
  const box = el("div.vfigure", { dataset: { chart: key } });
  const save = saveButtons(
    () => box,
    () => fileName("lineage", key),
  );
  return {
    element: el("section.chart", {}, head(title, ...before, save), box, note),
    figure: figure(box, (width) => spec(data, width)),
  };
}

/** @param {string[]} sentences the verdict, its answer first */
function sectionOf(sentences, untrained, charts) {
  const [answer, ...rest] = sentences;
  return el(
    "section.degradation",
    {},
    el("h3", {}, text.title),
    el("p.muted", {}, text.lead),
    el("p.verdict", {}, answer),
    rest.map((sentence) => el("p", {}, sentence)),
    el("p", {}, text.caveat),
    untrained.length ? el("p.muted", {}, text.missing(untrained.join(", "))) : null,
    el("div.curves", {}, charts),
    el("p.muted", {}, text.note),
  );
}
