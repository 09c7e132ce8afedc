// @ts-check
// One model of the list: a tick where it is shipped; where it is offered, also what is going on with it and what can be done.
import { words, known } from "../i18n/i18n.js";
import { percentage } from "../lib/format.js";
import { el, say } from "../ui/dom.js";
import { absent, stateOf, unavailable, unopened, usable } from "./model_state.js";

const TEXT = await words("model_menu");

const tick = (model, onToggle) =>
  el("input", { type: "checkbox", dataset: { id: model.id }, onchange: () => onToggle(model.id) });
const score = (model) => el("b", { "aria-description": TEXT.accuracy(model) }, model.top1 ? percentage(model.top1) : "");

export function shipped(model, { onToggle }) {
  const box = tick(model, onToggle);
  const version = model.version ? el("small", {}, known(`version.${model.version}`, model.version)) : null;
  const trouble = el("p.trouble", { role: "status" });
  const row = el("label", { "aria-description": model.note ?? "" }, box, el("span", {}, model.title, version), score(model));
  return {
    model,
    box,
    element: el("div.shipped", { dataset: { model: model.id } }, row, trouble),
    update() {
      say(trouble, unavailable(model) ? stateOf(model).sentence : "");
      trouble.hidden = !unavailable(model);
    },
  };
}

/** `downloads` of downloads.js, `opening(id)`, `onToggle(id)`. */
export function offered(model, { downloads, opening, onToggle }) {
  const parts = { box: tick(model, onToggle), ...controls(model, (work) => act(work), downloads) };
  const { box, bar, word, get, stop, again, drop, trouble } = parts;
  const element = el(
    "div.offer",
    { dataset: { model: model.id } },
    el(
      "label",
      { "aria-description": `${model.note} ${TEXT.from(model.repository)}` },
      box,
      el("span", {}, model.title, el("small", {}, TEXT.facts(model.parameters, model.licence))),
      score(model),
    ),
    el("div.doing", {}, bar, word, get, stop, again, drop),
    trouble,
  );

  // The button that was pressed goes away; the keyboard stays in this row.
  async function act(work) {
    await work(model.id);
    if (document.activeElement === document.body)
      [stop, again, get, box].find((one) => !one.hidden && !one.disabled)?.focus({ preventScroll: true });
  }
  return { model, box, element, update: () => show(parts, element, stateNow(model, downloads, opening), downloads) };
}

function controls({ title, bytes }, act, downloads) {
  const size = TEXT.size(bytes);
  const button = (selector, text, label, work) =>
    el(selector, { type: "button", "aria-label": label, onclick: () => act(work) }, text);
  return {
    size,
    get: button("button.get", TEXT.download(size), TEXT.downloadLabel(title, size), downloads.start),
    stop: button("button", TEXT.cancel, TEXT.cancelLabel(title), downloads.cancel),
    again: button("button", TEXT.again, null, downloads.start),
    drop: button("button.quiet", TEXT.remove, TEXT.removeLabel(title), downloads.remove),
    bar: el("progress", { max: 1, value: 0, "aria-label": TEXT.progressLabel(title) }),
    word: el("span.word"),
    trouble: el("p.trouble", { role: "status" }),
  };
}

/** What a row says: its state in one word, the download if there is one, and a sentence where something is wrong. */
function stateNow(model, downloads, opening) {
  const now = downloads.of(model.id);
  const moves = downloads.moving(model.id);
  const here = usable(model) || unopened(model);
  const broken = unavailable(model);
  const failure = broken ? stateOf(model).sentence : here ? model.trouble : now?.state === "failed" && now.error;
  const state = moves ? now.state : opening(model.id) ? "opening" : here ? "ready" : failure ? "failed" : "absent";
  return { now, moves, state, failure, broken, gone: absent(model) };
}

function show({ bar, word, get, stop, again, drop, trouble, size }, element, told, downloads) {
  const { now, moves, state, failure, broken, gone } = told;
  element.dataset.state = state;
  bar.hidden = stop.hidden = !moves;
  if (now?.state === "downloading" && now.of) bar.value = now.bytes / now.of;
  else bar.removeAttribute("value"); // moves without saying how far
  get.hidden = state !== "absent" || downloads.refusal !== null;
  again.hidden = state !== "failed" || broken || downloads.refusal !== null;
  drop.hidden = !downloads.removable || gone || moves;
  const words = {
    waiting: TEXT.waiting,
    checking: TEXT.checking,
    opening: TEXT.opening,
    absent: get.hidden ? TEXT.absent : "",
    ready: drop.hidden ? size : "",
    downloading: now?.of ? TEXT.progress(now.bytes, now.of, now.speed) : TEXT.asking,
  };
  say(word, words[state] ?? "");
  say(trouble, failure || "");
  trouble.hidden = !failure;
}
