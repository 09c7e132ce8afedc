// What is switched off, and what its values become: the parts of the stage, the places on the picture, the class that is asked about.
import { el, say, segmented } from "../ui/dom.js";
import { button, caption } from "../ui/figure_parts.js";
import { createPatchPicker } from "../ui/patch_picker.js";
import { PARTS } from "../lib/switched_off.js";
import { findModel } from "../lib/wire.js";
import { words } from "../i18n/i18n.js";
import { nameOf } from "./ablation_names.js";
import { toggled } from "./ablation_parse.js";

const TEXT = await words("ablation");

/** `choose(patch)` of the choice (parse.js). Returns {element, show(context, choice)}. */
export function createChooser(first, parts, choose) {
  const which = segmented(
    TEXT.which,
    [...parts.keys()].map((part) => ({ value: part, text: TEXT.parts[part] })),
    (part) => choose({ part, off: [] }),
  );
  const chooser = {
    parts,
    choose,
    point: first.point,
    cursor: null,
    choice: null,
    places: null,
    paint() {},
    ...elementsOf(first, choose),
  };
  chooser.places = parts.has("position") ? createPlaces(chooser, first) : null;
  chooser.target.append(
    el("option", { value: "" }, TEXT.says),
    ...first.model.labels.map((label, i) => el("option", { value: i }, label)),
  );
  const lacks = PARTS.filter((part) => !parts.has(part) && TEXT.lacks[part]);
  return {
    element: el(
      "div.abl-chooser",
      {},
      which.element,
      el("div.abl-parts", {}, chooser.buttons, chooser.places?.element),
      el("p.vline", {}, chooser.list, chooser.on),
      el("p.controls", {}, el("label", {}, TEXT.become, " ", chooser.value), el("label", {}, TEXT.class, " ", chooser.target)),
      lacks.map((part) => caption(TEXT.lacks[part])),
    ),
    show(context, choice) {
      which.show(choice.part);
      show(chooser, context, choice);
    },
  };
}

function elementsOf({ model, samples }, choose) {
  const options = [
    ["zero", TEXT.values.zero],
    ["mean", TEXT.values.mean],
    ...samples.filter(({ fit }) => fit === model.input.fit).map(({ name, title }) => [`of-${name}`, TEXT.values.sample(title)]),
  ];
  const take = (chosen) =>
    chosen.startsWith("of-") ? { value: "sample", source: chosen.slice(3) } : { value: chosen, source: null };
  const value = el(
    "select",
    { "aria-label": TEXT.become, onchange: () => choose(take(value.value)) },
    options.map(([name, text]) => el("option", { value: name }, text)),
  );
  const target = el("select", {
    "aria-label": TEXT.class,
    onchange: () => choose({ target: target.value === "" ? null : Number(target.value) }),
  });
  return {
    value,
    target,
    buttons: el("p.vmodes", { role: "group", "aria-label": TEXT.which }),
    list: el("output.abl-off"),
    on: button(TEXT.allOn, () => choose({ off: [] })),
  };
}

/** The picture with its grid: a click, or the space bar where the arrow keys have gone to, switches a place off and on. */
function createPlaces(chooser, { point }) {
  const [rows, columns] = point.grid;
  const flip = (patch) => {
    chooser.cursor = patch;
    chooser.choose({ off: toggled(chooser.choice.off, point.prefix + patch) });
  };
  const move = (patch) => {
    chooser.cursor = patch;
    chooser.paint();
  };
  const picker = createPatchPicker({ rows, columns, label: TEXT.places, onPick: move, onToggle: flip });
  return { picker, element: el("div.vquery", {}, picker.element, caption(TEXT.placesNote)) };
}

function show(chooser, context, choice) {
  const { point, parts, places } = chooser;
  chooser.choice = choice;
  chooser.value.value = choice.source === null ? choice.value : `of-${choice.source}`;
  chooser.target.value = choice.target ?? "";
  say(chooser.list, choice.off.length ? listOf(choice, point) : "");
  chooser.on.hidden = !choice.off.length;
  fill(chooser, numbersOf(choice.part, parts, context), choice);
  if (!places) return;
  places.element.hidden = choice.part !== "position";
  chooser.paint = () => {
    const input = findModel(context.frame, context.model.id)?.input;
    const marked = choice.off.map((number) => number - point.prefix).filter((patch) => patch >= 0);
    if (input) places.picker.paint(input, chooser.cursor, marked);
  };
  if (!places.element.hidden) chooser.paint();
}

/** Which parts have a button of their own: all heads and branches, the channel chosen on the wall, tokens before the patches. */
function numbersOf(part, parts, { channel, point }) {
  if (part === "channel" || part === "unit") return [channel];
  const count = part === "position" ? point.prefix : parts.get(part);
  return Array.from({ length: count }, (_, i) => i);
}

function fill({ buttons, choose, point }, numbers, { part, off }) {
  const key = JSON.stringify([part, numbers]);
  if (buttons.dataset.key !== key) {
    buttons.dataset.key = key;
    const text = (number) => (part === "whole" ? TEXT.wholeOff : TEXT.off(nameOf(part, number, point)));
    buttons.replaceChildren(...numbers.map((number) => button(text(number), null, { dataset: { number: String(number) } })));
  }
  for (const one of buttons.children) {
    const number = Number(one.dataset.number);
    one.setAttribute("aria-pressed", String(off.includes(number)));
    one.onclick = () => choose({ off: toggled(off, number) });
  }
}

const MOST = 6; // names that are listed

function listOf({ part, off }, point) {
  if (part === "whole") return TEXT.isOff([TEXT.parts.whole], 0);
  return TEXT.isOff(
    off.slice(0, MOST).map((number) => nameOf(part, number, point)),
    Math.max(0, off.length - MOST),
  );
}
