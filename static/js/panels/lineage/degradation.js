// The degradation, measured on the twins: training curves, the gradient through the depth, and what one block is worth.
import { el, say, segmented } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { relative, verdict } from "./training_curves.js";
import { errorSpec, gradientSpec, lesionSpec, lossSpec } from "./figures.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("lineage");

export function createDegradation(twins, models) {
  const titleOf = (id) => models.find((model) => model.id === id)?.title ?? id;
  const trained = twins.filter(({ curve }) => curve?.length);
  const data = { twins, titleOf, answers: new Map() };
  let context = null;
  let when = "trained";
  let asked = "";
  let running = null;

  const words = TEXT.degradation;
  const panel = (name, note, ...before) => {
    const box = el("div.vfigure", { dataset: { chart: name.key } });
    const save = saveButtons(
      () => box,
      () => fileName("lineage", name.key),
    );
    return { box, element: el("section.tchart", {}, head(name.title, ...before, save), box, note) };
  };
  const gradientNote = el("p.lmuted", { role: "status" });
  const which = segmented(
    TEXT.gradients.when,
    ["trained", "initial"].map((value) => ({ value, text: TEXT.gradients[value] })),
    (value) => {
      when = value;
      which.show(value);
      ask();
    },
  );
  which.show(when);
  /** @type {[ReturnType<typeof panel>, Function][]} */
  const panels = [
    [panel({ key: "loss", title: words.loss }, null), lossSpec],
    [panel({ key: "error", title: words.error }, null), errorSpec],
    [panel({ key: "gradient", title: TEXT.gradients.title }, gradientNote, which.element), gradientSpec],
    [
      panel(
        { key: "lesion", title: TEXT.lesion.title },
        el("p.lmuted", {}, twins.some(({ lesion }) => lesion) ? TEXT.lesion.note : TEXT.lesion.none),
      ),
      lesionSpec,
    ],
  ];
  const missing = twins.filter((twin) => !trained.includes(twin)).map(({ model }) => titleOf(model));
  const element = el(
    "section.tdegradation",
    {},
    el("h3", {}, words.title),
    el("p.lmuted", {}, words.lead),
    ...verdict(twins, titleOf).map((sentence, i) => el(i ? "p" : "p.tverdict", {}, sentence)),
    el("p", {}, words.caveat),
    missing.length ? el("p.lmuted", {}, words.missing(missing.join(", "))) : null,
    el(
      "div.tcharts",
      {},
      panels.map(([{ element: one }]) => one),
    ),
    el("p.lmuted", {}, words.note),
  );
  const figures = panels.map(([{ box }, spec]) => figure(box, (width) => spec(data, width)));

  /** One network after the other, so that somebody who drags meanwhile does not wait behind six of them. */
  async function ask() {
    if (!context || !trained.length) return say(gradientNote, TEXT.gradients.none);
    asked = JSON.stringify([when, context.place]);
    running?.abort();
    const mine = (running = new AbortController());
    say(gradientNote, TEXT.gradients.asking(trained.length));
    const answers = new Map();
    try {
      for (const { model } of trained) {
        answers.set(model, await context.request.gradients({ model, when }, mine.signal));
        if (mine !== running) return;
      }
    } catch (error) {
      if (!mine.signal.aborted) say(gradientNote, error.message);
      return;
    }
    data.answers = answers;
    const labels = [...new Set([...answers.values()].map(({ label }) => label))].join(" or ");
    const first = [...answers].map(([model, answer]) => TEXT.gradients.times(titleOf(model), short(relative(answer).y[0])));
    const sentences = [
      TEXT.gradients.first(first.join(", ")),
      TEXT.gradients.explain(labels),
      ...(when === "initial" ? [TEXT.gradients.initialNote] : []),
    ];
    say(gradientNote, sentences.join(" "));
    gradientNote.dataset.when = when;
    figures[2].redraw();
  }

  return {
    element,
    show(next) {
      context = next;
      if (asked !== JSON.stringify([when, next.place])) ask();
    },
    destroy() {
      running?.abort();
      for (const one of figures) one.destroy();
    },
  };
}
