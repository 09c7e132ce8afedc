// @ts-check
// What is shown while an answer is missing: after a moment the values are greyed, and a line names the state that they belong to.
import { t } from "../i18n/i18n.js";
import { signed } from "../lib/format.js";
import { say } from "../ui/dom.js";

const MOMENT = 250; // ms that values may be behind their state

/**
 * `elements`: what holds values; `note`: where the line stands; `shown()`: the frame on the page or null; `wanted()`: {dx, dy} of
 * the state; `away()`: whether the server is.
 * @param {{ elements: HTMLElement[], note: HTMLElement, shown: () => any, wanted: () => any, away: () => boolean }} page
 */
export function createLag({ elements, note, shown, wanted, away }) {
  let timer = null;
  function mark(behind) {
    for (const element of elements) element.classList.toggle("is-behind", behind && Boolean(shown())); // where there are values
    note.hidden = !behind;
    if (behind) say(note, sentence());
  }
  function sentence() {
    const frame = shown();
    if (!frame) return t(away() ? "behind.away" : "behind.first");
    const { dx, dy } = wanted();
    const state = frame.dx === dx && frame.dy === dy ? t("behind.before") : t("behind.at", at(frame));
    return `${state} ${t(away() ? "behind.away" : "behind.coming")}`;
  }
  return {
    /** The state has changed, and there is no answer yet. */
    wait() {
      timer ??= setTimeout(mark, MOMENT, true);
    },
    /** An answer is painted; `settled`: it is the one to the state. */
    painted(settled) {
      clearTimeout(timer);
      timer = settled ? null : setTimeout(mark, MOMENT, true);
      if (!note.hidden) mark(false);
    },
  };
}

const at = ({ dx, dy }) => ({ dx: signed(dx), dy: signed(dy) });
