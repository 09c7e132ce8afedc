// @ts-check
// Above the cards of a model of which parts are switched off: that it is altered, what is off, what its numbers compare with, and
// the way back.
import { words } from "../i18n/i18n.js";
import { readOff, sayNumbers } from "../lib/switched_off.js";
import { el, say } from "../ui/dom.js";

const { altered: TEXT } = await words("rows");
const SHOWN = 4; // runs of numbers that are listed

/**
 * `handlers`: onAltered("model/stage") opens what is off, onSwitchOn(model), sampleTitle(name).
 * Returns {element, paint(texts of the pass that is shown or undefined, still), want(texts of the link)}.
 */
export function createAlteredBar(model, handlers) {
  const what = el("button.what", {
    type: "button",
    "aria-description": TEXT.explain,
    onclick: () => handlers.onAltered(first),
  });
  const compared = el("span.compared");
  const on = el(
    "button.all-on",
    { type: "button", "aria-label": TEXT.onLabel(model.title), onclick: () => handlers.onSwitchOn(model) },
    TEXT.on,
  );
  const element = el("div.altered", { hidden: true, role: "group", "aria-label": TEXT.model(model.title) }, what, compared, on);
  let [painted, wanted, first] = [undefined, /** @type {string[]} */ ([]), ""];

  function show() {
    const texts = painted ?? wanted;
    element.hidden = !texts.length;
    if (!texts.length) return;
    first = readOff(texts[0])?.key ?? "";
    const list = texts.map((text) => sentenceOf(text, model, handlers)).join("; ");
    say(what, painted ? TEXT.off(list) : TEXT.coming(list));
    compared.hidden = !painted;
  }
  return {
    element,
    paint(texts, still) {
      say(compared, still ? TEXT.still : TEXT.moved);
      if (painted?.join() === texts?.join()) return;
      painted = texts;
      show();
    },
    want(texts) {
      wanted = texts;
      show();
    },
  };
}

/** "block 4, head 2–3", as the tab “Switch off” counts them. */
function sentenceOf(text, model, { sampleTitle }) {
  const { key, part, off, value, source } = /** @type {any} */ (readOff(text));
  const name = key.slice(model.id.length + 1);
  const title = model.points.find((point) => point.name === name)?.title ?? name;
  const from = part === "head" || part === "branch" ? 1 : 0; // these have ordinals
  const said = sayNumbers(
    off.map((number) => number + from),
    SHOWN,
  );
  const list = said.text + (said.more ? TEXT.more(said.more) : "");
  return TEXT.part(title, TEXT.parts[part](list, off.length), TEXT.values[value](source && sampleTitle(source)));
}
