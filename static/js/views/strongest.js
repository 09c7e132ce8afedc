// To which pictures the chosen channel or unit answers most strongly, and which of the stage never answer to any.
import { slice, prefixSlice } from "../lib/arrays.js";
import { exact, short } from "../lib/format.js";
import { told, words } from "../i18n/i18n.js";
import { el, say, segmented, stylesheet } from "../ui/dom.js";
import { button, caption, head } from "../ui/figure_parts.js";
import { createWaiting } from "../ui/waiting.js";
import { createDead, fillButtons } from "./strongest_dead.js";
import { SETS, answering, extremeOf, parseAsked, toggledSet, writeAsked } from "./strongest_parse.js";
import { pictureFigures, positionName } from "./strongest_pictures.js";

const TEXT = await words("strongest");
const AXES = await words("axes");

export const id = "strongest";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const working = TEXT.working;
export const needs = [];

/** `found`: the answer to the question `asked`; `own`: the person's pictures that it was asked with, unless they are `forgotten`. */
export async function render(container, first) {
  await stylesheet("views_strongest");
  const view = { context: first, found: null, own: [], forgotten: "", asked: "", running: null };
  const go = (patch) => view.context.go(id, writeAsked({ ...parseAsked(view.context.argument), ...patch }));
  view.parts = elements(view, go);
  container.append(...view.parts.all);
  show(view);
  return {
    update(next) {
      view.context = next;
      show(view);
    },
    destroy: () => view.running?.abort(),
  };
}

function elements(view, go) {
  const step = (by) => () => {
    const { channel, form, choose } = view.context;
    choose((channel + by + form.count) % form.count);
  };
  const { axis } = view.context.form;
  const name = el("h4");
  const stepper = el(
    "span.vstepper",
    {},
    button("‹", step(-1), { "aria-label": AXES.previous(axis) }),
    name,
    button("›", step(1), { "aria-label": AXES.next(axis) }),
  );
  const ends = segmented(
    TEXT.end,
    ["highest", "lowest"].map((value) => ({ value, text: TEXT.ends[value] })),
    (end) => go({ end }),
  );
  const sets = el("p.vmodes.strong-sets", { role: "group", "aria-label": TEXT.sets });
  const parts = { name, ends, sets, go, ...progressParts(view), ...resultParts() };
  const all = [head(stepper, ends.element), sets, parts.line, parts.waiting.element, parts.refused, parts.result];
  return { ...parts, all };
}

function progressParts(view) {
  const bar = el("progress", { "aria-label": TEXT.progress });
  const counted = el("span.vmuted", { role: "status" });
  const cancel = button(TEXT.cancel, () => {
    view.running?.abort();
    view.parts.line.hidden = true;
    view.parts.waiting.fail(TEXT.cancelled, () => ask(view));
  });
  return {
    bar,
    counted,
    line: el("p.vline.strong-progress", { hidden: true }, bar, counted, cancel),
    waiting: createWaiting(),
  };
}

function resultParts() {
  const parts = {
    refused: el("p.strong-refused", { role: "status", hidden: true }),
    sentence: el("p.strong-said", { role: "status" }),
    now: el("p.vcaption.strong-now"),
    list: el("ol.strong-list-of-pictures"),
    rest: caption(""),
    ranked: caption(""),
    frames: caption(""),
    which: caption(""),
    dead: createDead(),
  };
  const { sentence, now, list, rest, ranked, frames, which, dead } = parts;
  const result = el(
    "section.strong-result",
    { hidden: true },
    sentence,
    now,
    list,
    rest,
    ranked,
    frames,
    which,
    caption(TEXT.note),
    dead.element,
  );
  return { ...parts, result };
}

/** What is asked of the server, the person's pictures among it. */
function questionOf({ context, forgotten }) {
  const { model, point, channel, argument, uploads } = context;
  const { sets, end } = parseAsked(argument);
  const own = uploads.filter(({ id }) => !forgotten.includes(id)).slice(-MOST_OWN);
  const of = sets === null || own.length ? sets : sets.filter((name) => name !== "own");
  return { model: model.id, point: point.name, channel, end, of: of?.length === 0 ? null : of, own };
}

const MOST_OWN = 20; // the newest: the server takes no more at once

function show(view) {
  const { parts, context } = view;
  const question = questionOf(view);
  parts.name.textContent = AXES.numbered(context.form.axis, context.channel);
  parts.ends.show(question.end);
  if (view.found) showNow(view);
  const key = JSON.stringify(question);
  if (key === view.asked) return;
  view.asked = key;
  ask(view);
}

/** What is shown meanwhile is marked as behind. */
async function ask(view) {
  const { parts, context } = view;
  const { own, ...question } = questionOf(view);
  view.running?.abort();
  const mine = (view.running = new AbortController());
  parts.result.dataset.behind = "true";
  parts.refused.hidden = parts.line.hidden = true; // how far the question before was
  parts.waiting.busy(TEXT.working);
  const tell = ({ done, of }) => {
    if (!done || mine.signal.aborted) return;
    parts.waiting.done();
    parts.line.hidden = false;
    Object.assign(parts.bar, { max: of, value: done });
    say(parts.counted, TEXT.done(done, of));
  };
  try {
    const sent = own.map(({ id, fit }) => `${id}:${fit}`);
    const { strongest } = await context.request.strongest({ ...question, own: sent }, tell, mine.signal);
    if (!mine.signal.aborted) arrived(view, strongest, own);
  } catch (error) {
    if (!mine.signal.aborted) failed(view, error, own);
  }
}

function arrived(view, found, own) {
  const { parts } = view;
  parts.line.hidden = true;
  parts.waiting.done();
  Object.assign(view, { found, own });
  parts.result.hidden = false;
  Object.assign(parts.result.dataset, { behind: "false", shown: view.asked });
  paint(view);
}

function failed(view, error, own) {
  const { parts } = view;
  parts.line.hidden = true;
  if (error.type === "picture-unknown" && own.length) {
    view.forgotten = own.map(({ id }) => id).join(); // the server was started anew, or has had many others since
    return ask(view);
  }
  if (error.status !== 422) return parts.waiting.fail(error.message, () => ask(view));
  parts.waiting.done();
  parts.result.hidden = true;
  parts.refused.hidden = false;
  return say(parts.refused, error.message);
}

function paint(view) {
  const { parts, found, context, own } = view;
  const { axis, channel, pictures, positions, signed, end } = found;
  const lone = pictures > 1 && (found.silent.includes(channel) || found.constant.includes(channel));
  const about = { name: AXES.numbered(axis, channel), pictures, positions };
  const [low, high] = [short(found.lowest), short(found.highest)];
  say(parts.sentence, lone ? TEXT.always({ ...about, value: high }) : TEXT.range({ ...about, low, high }));
  Object.assign(parts.sentence.dataset, { lowest: exact(found.lowest), highest: exact(found.highest) });
  parts.ends.element.hidden = !signed && end === "highest";
  const fail = (error) => parts.waiting.fail(error.message, () => parts.waiting.done());
  parts.list.hidden = parts.ranked.hidden = parts.frames.hidden = lone;
  const strong = lone ? [] : answering(found);
  parts.list.replaceChildren(...pictureFigures(view, { ...found, strongest: strong }, own, fail));
  say(parts.rest, !lone && strong.length < found.strongest.length ? TEXT.rest(end === "highest" ? low : high) : "");
  say(parts.ranked, TEXT.ranked[positions > 1 ? "positions" : "alone"][end](AXES.one(axis)));
  say(parts.frames, framesOf(found));
  say(parts.which, whichOf(view));
  paintSets(view);
  parts.dead.element.hidden = pictures < 2; // of one picture nothing can be said to be always so
  parts.dead.show(found, context);
  showNow(view);
}

/** The value of the picture of now, which moves with the pattern. */
function showNow({ parts, found, context }) {
  const { array, form, point } = context;
  const { axis, channel, end } = found;
  if (channel !== context.channel) return;
  const values = [...(form.prefix ? prefixSlice(array, form, channel) : []), ...slice(array, form, channel)];
  const { value, position } = extremeOf(values, end);
  const where = values.length > 1 ? positionName(position, point) : "";
  parts.now.dataset.value = exact(value);
  say(parts.now, TEXT.now[values.length > 1 ? end : "alone"](AXES.numbered(axis, channel), short(value), where));
}

function framesOf({ strongest, field_refusal }) {
  if (field_refusal) return told(field_refusal);
  const fields = strongest.map(({ field }) => field).filter(Boolean);
  if (fields.length < strongest.length) return TEXT.frames.none;
  if (fields.every(({ whole }) => whole)) return TEXT.frames.whole;
  return TEXT.frames.part;
}

function whichOf({ found, forgotten, context }) {
  const list = found.sets.map(({ name, pictures }) => TEXT.asked[name](pictures, context.model.input.fit));
  return [
    TEXT.which(list),
    ...found.lacking.map((one) => told(one)),
    forgotten ? TEXT.forgotten : "",
    found.offered.includes("own") ? "" : TEXT.bring,
  ]
    .filter(Boolean)
    .join(" ");
}

function paintSets({ parts, found, context }) {
  const { sets } = parseAsked(context.argument);
  const offered = SETS.filter((name) => found.offered.includes(name));
  parts.sets.hidden = offered.length < 2;
  fillButtons(parts.sets, offered, (name) => TEXT.names[name]);
  for (const one of parts.sets.children) {
    const name = one.dataset.key;
    one.setAttribute("aria-pressed", String(found.sets.some((set) => set.name === name)));
    one.onclick = () => parts.go({ sets: toggledSet(sets, name, offered) });
  }
}
