// @ts-check
// A teacher's switches: what a link hides, its button "For a class", and what follows from it on the page.
import { t } from "../i18n/i18n.js";
import { HIDEABLE } from "../lib/url_state.js";
import { disclosure, el, findAll } from "../ui/dom.js";

/** `place(name)` finds an element of the template; `set(patch)` of the state. */
export function createSwitches(place, set) {
  disclosure(place("class"), place("class-panel"));
  let hidden = [];
  const switches = HIDEABLE.filter((key) => key !== "link").map((key) => {
    const onchange = () => set({ hide: HIDEABLE.filter((other) => (other === key ? !box.checked : hidden.includes(other))) });
    const box = el("input", { type: "checkbox", onchange });
    return { key, box, label: el("label", {}, box, " ", t(`hide.${key}`)) };
  });
  place("class-panel").append(
    el("p", {}, t("class.explain")),
    el(
      "div.switches",
      {},
      switches.map(({ label }) => label),
    ),
    el("button", { type: "button", onclick: () => set({ hide: [] }) }, t("class.show")),
  );
  return {
    show(hide) {
      hidden = hide;
      document.body.dataset.hides = hide.join(" "); // for what is made later
      for (const { key, box } of switches) box.checked = !hide.includes(key);
      for (const element of findAll("[data-hideable]"))
        element.classList.toggle("hidden-by-teacher", hide.includes(element.dataset.hideable));
    },
  };
}
