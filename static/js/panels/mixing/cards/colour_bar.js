// The colour bar of all maps together, in multiples of even listening.
import { gradient } from "../../../lib/colour.js";
import { el, say } from "../../../ui/dom.js";
import { short } from "../../../lib/format.js";
import { themeName } from "../../../ui/plot.js";
import { words } from "../../../i18n/i18n.js";

const TEXT = await words("mixing");

export const CEILING = 25; // times even listening: what is beyond, like a pool's few pixels, would leave no colour for the rest

/** Round numbers below `high` for a scale that grows with the square root, 1 always among them: [1, 5, 20] for 68. */
export function ticksOf(high) {
  const steps = [1, 2, 5].flatMap((n) => [1, 10, 100, 1000].map((ten) => n * ten)).sort((a, b) => a - b);
  const at = (value) => Math.sqrt(value / high);
  const chosen = high > 1 ? [1] : [];
  for (const step of steps)
    if (step > 1 && at(step) - (chosen.length ? at(chosen.at(-1)) : 0) > 0.2 && at(step) < 0.86) chosen.push(step);
  return chosen;
}

export function createBar() {
  const strip = el("div.lstrip");
  const ticks = el("div.lticks");
  const words = el("p.lmuted");
  const scale = el("div.lscale", {}, strip, ticks);
  return {
    element: el("div.lbar", {}, scale, words),
    /** `high`: the end of the common scale, or null where each map has its own. `spiked`: a place's share of itself may lie beyond. */
    show(high, spiked) {
      scale.hidden = !high;
      say(words, TEXT.bar[high === null ? "own" : "common"] + (spiked ? TEXT.bar.beyond : ""));
      if (!high) return;
      strip.style.background = gradient(themeName(), false);
      const marks = [
        [0, "0"],
        ...ticksOf(high).map((value) => [value, value === 1 ? TEXT.even : TEXT.times(value)]),
        [high, (high < CEILING ? TEXT.times : TEXT.atLeast)(short(high, 2))],
      ];
      ticks.replaceChildren(
        ...marks.map(([value, label]) => el("span", { style: { left: `${100 * Math.sqrt(value / high)}%` } }, label)),
      );
    },
  };
}
