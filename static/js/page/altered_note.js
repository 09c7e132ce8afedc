// @ts-check
// A section other than the rows shows models as they are: where parts of one are switched off in the rows, a line says so.
import { t } from "../i18n/i18n.js";
import { offIn } from "../lib/switched_off.js";
import { el, say } from "../ui/dom.js";
import { openSection } from "./sections.js";

/** `element` of the template; `titles(ids)`, `shown()` ids in the rows, `onSwitchOn()`. Returns {show(state)}. */
export function createAlteredNote(element, { titles, shown, onSwitchOn }) {
  const text = el("span");
  element.append(text, el("button", { type: "button", onclick: onSwitchOn }, t("altered.on")));
  return {
    show(state) {
      const altered = shown().filter((id) => offIn(state.off, id).length);
      element.hidden = !altered.length || openSection(state) === "rows";
      if (!element.hidden) say(text, t("altered.elsewhere", { titles: titles(altered).join(", ") }));
    },
  };
}
