// @ts-check
// The choice of the page's language. Another one is another page: it is read anew, with the same view, which the address holds.
import { LANGUAGES, language, t } from "../i18n/i18n.js";
import { el, findAll } from "../ui/dom.js";

/**
 * `choose(tag)` has to put the language into the address; the page is then read anew.
 * @param {HTMLSelectElement} select
 * @param {(tag: string) => void} choose
 */
export function createLanguages(select, choose) {
  select.setAttribute("aria-label", t("header.language"));
  select.title = t("header.language");
  select.append(...Object.entries(LANGUAGES).map(([tag, name]) => el("option", { value: tag, lang: tag }, name)));
  select.value = language;
  select.addEventListener("change", () => {
    choose(select.value);
    location.reload();
  });
}

/** The links to other pages of this site go on in the language that this page's address names. @param {string | null} tag */
export function keepLanguage(tag) {
  if (!tag) return;
  for (const link of findAll('a[href^="./"]:not([href^="./docs"])')) {
    const [path, hash = ""] = link.getAttribute("href").split("#");
    const state = new URLSearchParams(hash);
    state.set("lang", tag);
    link.setAttribute("href", `${path}#${state}`);
  }
}
