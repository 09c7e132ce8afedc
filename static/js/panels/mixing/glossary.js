// The words of the panel, out of the glossary: to be opened by mouse, touch or keyboard.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("glossary");

/** In the order in which they build on each other. */
const HERE = [
  "listening",
  "mixing-share",
  "even-listening",
  "effective-number",
  "dependence",
  "patch",
  "token",
  "class-token",
  "query-key-value",
  "softmax",
  "head",
  "jacobian",
];

export const createGlossary = () =>
  el(
    "details.lglossary",
    {},
    el("summary", {}, TEXT.listening),
    el(
      "dl",
      {},
      HERE.map((term) => TEXT.terms[term]).map(([word, meaning]) => el("div", {}, el("dt", {}, word), el("dd", {}, meaning))),
    ),
  );
