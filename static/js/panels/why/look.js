// How the maps are looked at: over the picture, only where they are strongest, up to which end; no number changes.
import { words } from "../../i18n/i18n.js";
import { el, say, segmented } from "../../ui/dom.js";

const TEXT = await words("why");
const text = TEXT.look;

/** The part of a map's size that its strongest cells hold, where only those are shown. */
const STRONGEST = 0.6;
/** Of all values, from the smallest in size: few that stick out do not make all others pale. */
const MOST = 0.995;

/** {over: opacity of a map over the picture, kept: part of its size that is shown, most: part of the values that the scale reaches} */
export const lookOf = ({ whyOver, whyKeep, whyEnds }) => ({
  over: whyOver,
  kept: whyKeep === "strongest" ? STRONGEST : 1,
  most: whyEnds === "all" ? 1 : MOST,
});

/** {element, show(state)}; `onChoice(patch)` of the state. */
export function createLook(onChoice) {
  const over = el("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.05,
    name: "over",
    "aria-label": text.over,
    oninput: () => onChoice({ whyOver: Number(over.value) }),
  });
  const said = el("output");
  const choice = (key, table) => {
    const options = Object.entries(table).map(([value, { text: label, explain }]) => ({ value, text: label, explain }));
    const control = segmented(text[key], options, (value) => onChoice({ [key]: value }));
    return { control, element: el("span.line", {}, el("span.label", {}, text[key]), control.element) };
  };
  const [keep, ends] = [choice("whyKeep", text.keeps), choice("whyEnds", text.ends)];
  return {
    element: el("div.controls.look", {}, el("label", {}, text.over, " ", over, " ", said), keep.element, ends.element),
    show({ whyOver, whyKeep, whyEnds }) {
      over.value = String(whyOver);
      say(said, `${Math.round(100 * whyOver)} %`);
      keep.control.show(whyKeep);
      ends.control.show(whyEnds);
    },
  };
}
