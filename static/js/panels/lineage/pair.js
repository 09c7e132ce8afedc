// Two steps side by side: their stage at this picture, what they say, and the line of code that differs.
import { el, say } from "../../ui/dom.js";
import { percent, short } from "../../lib/format.js";
import { findModel } from "../../lib/wire.js";
import { layout, slice, squarest, summary } from "../../lib/arrays.js";
import { colourBar, KINDS, paintCells, scaleOf } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";
import { difference, statement } from "./code_diff.js";

const TEXT = await words("lineage");

const SHOWN = 16; // channels of a stage

export function createPair(context) {
  const sides = [createSide(), createSide()];
  const title = el("h3");
  const code = el("div.tcode");
  const element = el(
    "section.tpair",
    {},
    title,
    el(
      "div.tsides",
      {},
      sides.map((side) => side.element),
    ),
    code,
  );
  let pair = null;

  function lines([from, to]) {
    const child = to.parent === from.key;
    const [before, after] = [child ? to.before : from.line, to.line];
    const shown = child && !before ? [after] : [before, after];
    const pieces = before
      ? difference(statement(before.text).code, statement(after.text).code)
      : [null, [{ text: statement(after.text).code, kept: true }]];
    const parts = shown.map((line, i) => {
      const mine = pieces[shown.length === 1 ? 1 : i];
      const { comment } = statement(line.text);
      return el(
        "figure.tline",
        { dataset: { which: shown.length === 1 ? "both" : i ? "after" : "before" } },
        el(
          "pre",
          {},
          el(
            "code",
            {},
            mine.map(({ text, kept }) => (kept || !child ? text : el("mark", {}, text))),
          ),
        ),
        el("figcaption", {}, TEXT.where(line.file, line.line, line.function), comment ? ` · ${comment}` : ""),
      );
    });
    code.replaceChildren(
      el("h4", {}, child ? TEXT.line : TEXT.own),
      ...parts,
      ...(shown.length === 1 ? [el("p.lmuted", {}, TEXT.same)] : []),
    );
  }

  return {
    element,
    show(next, now) {
      if (pair?.[0] !== next[0] || pair?.[1] !== next[1]) {
        pair = next;
        say(title, TEXT.step(next[0].title, next[1].title));
        lines(next);
      }
      sides.forEach((side, i) => side.show(next[i], now));
    },
    destroy: () => sides.forEach((side) => side.destroy()),
  };

  function createSide() {
    let asked = "";
    let running = null;
    let array = null;
    let now = context;
    let step = null;
    const name = el("h4");
    const says = el("p.tsays");
    const canvas = el("canvas.twall", { role: "img" });
    const caption = el("p.lmuted");
    const bar = colourBar();
    const scale = el("p.lmuted");
    const open = el(
      "button",
      { type: "button", onclick: () => now.setState({ stage: `${step.model}/${step.stage}`, channel: null, view: null }) },
      TEXT.open,
    );
    const box = el("div", {}, canvas, bar.element, scale, open);
    const element = el("div.tside", {}, name, says, caption, box);

    async function show(next, current) {
      [step, now] = [next, current];
      const model = now.models.find(({ id }) => id === step.model);
      element.dataset.family = model.family;
      element.dataset.model = model.id;
      say(name, `${model.title} · ${step.year}`);
      box.hidden = model.top1 == null;
      if (box.hidden) {
        running?.abort();
        asked = "";
        say(says, "");
        return say(caption, TEXT.missing(model.title));
      }
      const answer = findModel(now.frame, model.id)?.predictions;
      if (answer) tell(answer);
      const key = JSON.stringify([step.key, now.place]);
      if (key === asked) return paint();
      asked = key;
      running?.abort();
      const mine = (running = new AbortController());
      try {
        const asking = answer ? null : now.request.lesion({ model: step.model }, mine.signal); // nothing off: its answer as it is
        const [found, alone] = await Promise.all([now.request.activation(step.model, step.stage), asking]);
        if (mine !== running) return;
        if (alone) tell(alone.predictions);
        array = found;
        paint();
      } catch (error) {
        if (mine === running) {
          asked = "";
          say(caption, error.message);
        }
      }
    }

    /** @param {import("../../lib/wire.js").Prediction[]} predictions */
    const tell = ([{ label, probability }]) => say(says, TEXT.says(label, percent(probability)));

    function paint() {
      if (!array || !array.name.endsWith(`/${step.stage}`)) return;
      const model = now.models.find(({ id }) => id === step.model);
      const point = model.points.find(({ name: one }) => one === step.stage);
      const form = layout(array, point);
      const ends = summary(array.values);
      const colours = scaleOf(ends);
      const units = form.kind === "units";
      const shown = units ? 1 : Math.min(SHOWN, form.count);
      const [rows, columns] = units
        ? [Math.ceil(form.count / squarest(form.count)), squarest(form.count)]
        : [form.rows, form.columns];
      const across = units ? 1 : 8;
      const ratio = window.devicePixelRatio || 1;
      const side = Math.floor((element.clientWidth * ratio) / (across + 0.1));
      const height = Math.round((side * rows) / columns);
      Object.assign(canvas, { width: side * across, height: height * Math.ceil(shown / across) });
      const drawing = canvas.getContext("2d");
      for (let i = 0; i < shown; i++) {
        const values = units ? array.values : slice(array, form, i);
        paintCells(
          drawing,
          values,
          rows,
          columns,
          colours,
          KINDS.activation.map(colours.signed),
          (i % across) * side,
          Math.floor(i / across) * height,
          side - 2 * ratio,
          height - 2 * ratio,
        );
      }
      Object.assign(canvas.dataset, { min: ends.min, max: ends.max });
      canvas.setAttribute("aria-label", `${model.title}, ${point.title}`);
      canvas.classList.toggle("is-units", units);
      say(
        caption,
        units
          ? `${model.title}, ${point.title}: ${TEXT.units(form.count)}`
          : TEXT.stage(model.title, point.title, shown, form.count),
      );
      bar.update(colours);
      say(scale, TEXT.scale(short(ends.min), short(ends.max)));
    }
    return { element, show, destroy: () => running?.abort() };
  }
}
