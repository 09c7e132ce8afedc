// @ts-check
// What there is to say of an element: lines of {name, text}, or of a word of the glossary {term}.

/**
 * @typedef {object} Line
 * @property {string} [term]
 * @property {string} [name] what is explained, where several things are
 * @property {string} [text]
 */

const isIcon = (element) => element.matches("button, a") && element.textContent.trim() === "";
const isCut = (element) => "cut" in element.dataset && element.scrollWidth > element.clientWidth;

/** Of the element by itself. @param {any} element @returns {Line | null} */
export function ownOf(element) {
  if (element.dataset.term) return { term: element.dataset.term };
  if (element.ariaDescription) return { text: element.ariaDescription };
  if (isIcon(element) && element.ariaLabel) return { text: element.ariaLabel };
  return isCut(element) ? { text: element.textContent } : null;
}

/** With what a control stands for, such as all the numbers of its card. @param {any} element @returns {Line[]} */
export function linesOf(element) {
  const own = ownOf(element);
  const around = element.dataset.gather ?? (element.matches("input") ? "label" : null);
  const whole = element.matches(".card") ? element : around && element.closest(around);
  if (!whole) return own ? [own] : [];
  const parts = [whole, ...whole.querySelectorAll("[aria-description], [data-cut]")];
  const seen = parts.filter((each) => each !== element && each.checkVisibility());
  return [own, ...seen.map((part) => named(part, ownOf(part)))].filter((line) => line !== null);
}

/** A line with the text that it explains, unless it begins with it. */
function named(element, line) {
  const name = element.childElementCount > 1 ? "" : element.textContent.trim();
  return line?.text?.startsWith(name) ? line : line && { name, ...line };
}
