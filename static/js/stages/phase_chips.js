// @ts-check
// What a stage mixes, as chips: one, or several in order where a block mixes space and then channels.
import { t, words } from "../i18n/i18n.js";
import { el } from "../ui/dom.js";

const TEXT = await words("rows");

/** `point` {phase, phases}. Where there is little room, several become their initials (cards.css). */
export function phaseChips({ phase, phases }) {
  if (phases.length < 2)
    return el("span.phase", { dataset: { phase }, title: t(`phase.${phase}.explain`) }, t(`phase.${phase}`));
  const order = TEXT.mixes(phases);
  return el(
    "span.phases",
    { role: "img", "aria-label": order, title: order },
    phases.map((one) =>
      el("span.phase", { dataset: { phase: one, short: TEXT.short[one] } }, el("span", {}, t(`phase.${one}`))),
    ),
  );
}
