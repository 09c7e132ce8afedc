// The residual stream: what each block adds to what goes around it, and what is lost when it does not.
import { el, say, stylesheet } from "../../ui/dom.js";
import { fixed, percent, short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { createLesion } from "./lesion.js";
import { createMaps } from "./maps.js";
import { parseArgument } from "./parse.js";
import { pathSpec, ratioSpec } from "./figures.js";
import { factList } from "../../ui/fact_list.js";
import { words } from "../../i18n/i18n.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";

const TEXT = await words("residual");

export const id = "residual";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const working = TEXT.working;
export const needs = ["residual"];

export async function render(container, first) {
  await stylesheet("views_residual");
  const view = { context: first, answer: null, ways: null, read: null, running: null }; // read: the array for which was asked
  const parts = (view.parts = elements(view));
  container.append(...parts.all);
  view.ratio = figure(parts.ratioBox, specOf(view, ratioSpec), { onClick: ({ customdata }) => choose(view, customdata[0]) });
  view.path = figure(parts.pathBox, specOf(view, pathSpec));
  ask(view);
  return {
    ready: view.ratio.ready,
    update(next) {
      view.context = next;
      if (next.array !== view.read && !next.moving && !next.held) ask(view);
      show(view);
    },
    destroy() {
      view.running?.abort();
      for (const part of [parts.maps, parts.lesion, view.ratio, view.path]) part.destroy();
    },
  };
}

const chosen = ({ context, answer }) => parseArgument(context.argument, answer?.parts ?? [], context.point);
const choose = ({ context }, index, off = false) => context.go("residual", off ? `${index}-off` : String(index));

const specOf = (view, make) => (width) =>
  view.answer
    ? make({ answer: view.answer, ways: view.ways, chosen: chosen(view).index, context: view.context }, width)
    : { traces: [], layout: { width, height: 10 } };

function elements(view) {
  const parts = {
    waiting: createWaiting(),
    ratioBox: el("div.vfigure.ratio-chart"),
    facts: el("dl.vfacts", { tabIndex: 0, dataset: { walk: "" } }),
    sentence: caption(""),
    maps: createMaps(),
    lesion: createLesion({ onSwitch: (off) => choose(view, chosen(view).index, off) }),
    pathBox: el("div.vfigure.path-chart"),
    pathNote: caption(""),
    measuring: createWaiting(),
    pathMeasured: caption(""),
  };
  const save = saveButtons(
    () => view.ratio.element,
    () => fileName(view.context.model.id, "residual"),
  );
  const section = el(
    "section.paths",
    {},
    head(TEXT.paths),
    parts.pathNote,
    parts.pathBox,
    parts.measuring.element,
    parts.pathMeasured,
  );
  const all = [
    head(TEXT.ratio, save),
    caption(TEXT.ratioNote),
    parts.waiting.element,
    parts.ratioBox,
    parts.facts,
    parts.sentence,
    el("div.two", {}, parts.maps.element, parts.lesion.element),
    section,
  ];
  return { ...parts, section, all };
}

/** Asked again whenever the stage holds something else; while the pattern moves the last answer stays. */
async function ask(view) {
  view.running?.abort();
  const mine = (view.running = new AbortController());
  view.read = view.context.array;
  const { request, model } = view.context;
  const { waiting, section } = view.parts;
  section.dataset.behind = "true"; // what was measured is of the place before
  waiting.busy(TEXT.working);
  try {
    const answer = await request.residual({ model: model.id }, mine.signal);
    if (mine.signal.aborted) return;
    view.answer = answer;
    waiting.done();
    show(view);
    await measure(view, mine.signal);
  } catch (error) {
    if (!mine.signal.aborted) waiting.fail(TEXT.failed(error.message), () => ask(view));
  }
}

async function measure(view, signal) {
  const { pathMeasured, measuring, section } = view.parts;
  const { request, model } = view.context;
  measuring.busy(TEXT.measuring);
  try {
    const ways = await request.paths({ model: model.id }, signal);
    if (signal.aborted) return;
    view.ways = ways;
    measuring.done();
    section.dataset.behind = "false";
    say(pathMeasured, TEXT.carriedNote(...ways.most, ways.label));
    view.path.redraw();
  } catch (error) {
    if (!signal.aborted) measuring.fail(TEXT.failed(error.message), () => measure(view, signal));
  }
}

function show(view) {
  const { answer, context, parts } = view;
  if (!answer) return;
  const { index, off } = chosen(view);
  const part = answer.parts[index];
  parts.facts.replaceChildren(...factList(measures(part)));
  say(parts.sentence, `${direction(part)} ${sentence(part)}`.trim());
  say(parts.pathNote, TEXT.pathsNote(answer.parts.length));
  parts.maps.show(context, part.name);
  parts.lesion.show(context, answer, part, off);
  view.ratio.redraw();
  view.path.redraw();
}

function measures({ name, title: shown, phase, measures: { ratio, share, cosine } }) {
  return [
    { key: "branch", name: TEXT.phases[phase] ?? "", text: shown, value: name },
    { key: "ratio", name: TEXT.facts.ratio, text: short(ratio), value: ratio },
    { key: "share", name: TEXT.facts.share, text: percent(share), value: share, explain: TEXT.shareExplain },
    { key: "cosine", name: TEXT.facts.cosine, text: TEXT.cosine(fixed(cosine, 2)), value: cosine },
  ];
}

/** Which way the branch points, in words. */
function direction({ measures: { cosine } }) {
  if (Math.abs(cosine) < 0.2) return TEXT.directions.across;
  if (cosine > 0) return cosine > 0.7 ? TEXT.directions.along : TEXT.directions.mixed;
  return cosine < -0.7 ? TEXT.directions.against : TEXT.directions.opposed;
}

/** What stands between x + F(x) and the next state. */
function sentence({ resizes, activation }) {
  const after = activation ? TEXT.activation(activation) : resizes ? "" : TEXT.exact;
  return [resizes ? TEXT.resizes : "", after].join(" ").trim();
}
