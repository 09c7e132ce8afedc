// @ts-check
// The texts of a page's template.
import { t } from "../i18n/i18n.js";
import { plain } from "../lib/terms.js";
import { explain } from "./dom.js";
import { write } from "./terms.js";

/**
 * Fill in a template: data-t = text, data-t-label = aria-label, data-t-explain = what is said of it on hover and focus.
 * @param {ParentNode} root
 * @param {Record<string, any>} [table] whose keys the template names
 */
export function translate(root, table) {
  const each = (name, put) => {
    for (const element of root.querySelectorAll(`[${name}]`)) put(element, t(element.getAttribute(name), {}, table));
  };
  each("data-t", write);
  each("data-t-label", (element, text) => element.setAttribute("aria-label", plain(text)));
  each("data-t-explain", (element, text) => explain(element, plain(text)));
}
