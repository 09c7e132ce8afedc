// @ts-check
// The section "Glossary": every word that the page explains, to search in; each with the way to the chapter that shows it.
import { language, words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { moreLink } from "../../ui/explanation_bubble.js";

const TEXT = await words("glossary");

/** @param {HTMLElement} container @param {any} context */
export function mountGlossary(container, { onMore }) {
  const entries = sorted().map(([term, entry]) => entryOf(term, entry, onMore));
  const found = el("p.found", { role: "status" });
  const find = el("input", { type: "search", id: "find-term", autocomplete: "off", oninput: () => show(find.value) });
  function show(asked) {
    const part = asked.trim().toLocaleLowerCase(language);
    for (const { element, text } of entries) element.hidden = !text.includes(part);
    const shown = entries.filter(({ element }) => !element.hidden).length;
    say(found, shown ? TEXT.found(shown, entries.length) : TEXT.none);
  }
  container.append(
    el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
    el("p.find", {}, el("label", { htmlFor: find.id }, TEXT.search), find, found),
    el(
      "dl",
      {},
      entries.map(({ element }) => element),
    ),
  );
  show("");
  return { update() {} };
}

/** By the alphabet of the language. @returns {[string, [string, string]][]} */
const sorted = () => {
  const { compare } = new Intl.Collator(language);
  return /** @type {any} */ (Object.entries(TEXT.terms)).sort(([, [a]], [, [b]]) => compare(a, b));
};

function entryOf(term, [word, sentence], onMore) {
  const meaning = el("dd", {}, sentence);
  moreLink(term, onMore).then((link) => link && meaning.append(" ", link));
  return { element: el("div", {}, el("dt", {}, word), meaning), text: `${word} ${sentence}`.toLocaleLowerCase(language) };
}
