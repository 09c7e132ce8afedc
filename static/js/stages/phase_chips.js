// @ts-check
// What a stage mixes, as chips: one, or several in order where a block mixes space and then channels.
import { t, words } from "../i18n/i18n.js";
import { el } from "../ui/dom.js";

const TEXT = await words("rows");

const chip = (phase, meaning = null) =>
  el(
    "span.phase",
    { dataset: { phase, short: TEXT.short[phase] }, "aria-description": meaning },
    el("span", {}, t(`phase.${phase}`)),
  );

/** `point` {phase, phases}. Where there is little room they become their initials, several sooner than one (cards.css). */
export function phaseChips({ phase, phases }) {
  if (phases.length < 2) return chip(phase, t(`phase.${phase}.explain`));
  const order = TEXT.mixes(phases);
  return el(
    "span.phases",
    { role: "img", "aria-label": order, "aria-description": order },
    phases.map((one) => chip(one)),
  );
}
