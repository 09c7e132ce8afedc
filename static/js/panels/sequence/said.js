// What was measured, what follows, what speaks against it: three things, and none in the words of another.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("sequence");

/**
 * Three lists of sentences; `how`: what is told on demand, {title, text, list}.
 * @param {string[]} measured
 * @param {string[]} follows
 * @param {string[]} against
 * @param {any} how
 */
export function saidPart(measured, follows, against, how = null) {
  const list = (sentences) =>
    el(
      "ul",
      {},
      sentences.map((sentence) => el("li", {}, sentence)),
    );
  const titled = (title, sentences) => (sentences.length ? [el("h4", {}, title), list(sentences)] : []);
  return el(
    "div.said",
    {},
    titled(TEXT.measured, measured),
    titled(TEXT.follows, follows),
    titled(TEXT.against, against),
    how ? el("details", {}, el("summary", {}, how.title), el("p", {}, how.text), list(how.list)) : null,
  );
}
