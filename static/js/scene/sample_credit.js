// @ts-check
// Below the samples of photographs: whose picture it is, what it shows, and how the first ones were chosen.
import { words } from "../i18n/i18n.js";
import { count } from "../lib/format.js";
import { el } from "../ui/dom.js";

const { sample: TEXT } = await words("answers");
const KNOWN = "photos"; // the tier whose classes a sample's `shows` names

/**
 * `samples`: the server's list. `kind()` = {tier, labels, titleOf(id)} of the models shown.
 * @param {HTMLElement} strip
 * @param {any[]} samples
 * @param {() => any} kind
 */
export function createCredit(strip, samples, kind) {
  const place = el("p.credit", { hidden: true });
  strip.after(place);
  return {
    /** @param {string | null} name of the sample at hand */
    show(name) {
      const sample = samples.find((one) => one.name === name);
      place.hidden = sample?.fit !== "crop";
      if (!place.hidden) place.replaceChildren(...parts(sample, samples, kind()));
    },
  };
}

function parts({ credit, shows }, samples, { tier, labels, titleOf }) {
  const whose = credit
    ? [
        TEXT.credit(credit),
        " ",
        el("a", { href: credit.link, target: "_blank", "aria-description": credit.source }, TEXT.source),
        " ",
      ]
    : [TEXT.drawn, " "];
  if (tier !== KNOWN) return whose;
  const what = shows.length ? TEXT.shows(shows.join(" / ")) : TEXT.showsNone(count(labels.length));
  const first = samples.filter(({ chosen_by: by }) => by);
  const chosen = first.length ? TEXT.chosen(first.length, titleOf(first[0].chosen_by)) : "";
  return [...whose, el("b", {}, what), " ", chosen];
}
