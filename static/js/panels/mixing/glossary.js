// The words of the panel, defined in it: to be opened by mouse, touch or keyboard.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("glossary");

export const createGlossary = () =>
  el(
    "details.lglossary",
    {},
    el("summary", {}, TEXT.title),
    el(
      "dl",
      {},
      TEXT.terms.map(([word, meaning]) => el("div", {}, el("dt", {}, word), el("dd", {}, meaning))),
    ),
  );
