// @ts-check
// The rail: the names of what there is to see, as links. On a narrow screen it is a menu below its button.
import { t } from "../i18n/i18n.js";
import { formatHash } from "../lib/url_state.js";
import { disclosure, el, find, icon, say, staysHere } from "../ui/dom.js";
import { switchOf } from "./sections.js";

const GROUPS = {
  look: ["rows", "changed", "listeners", "likeness", "why"],
  compare: ["two", "pairs", "granted", "lineage", "data", "sequence", "stack"],
};

/**
 * `place(name)` finds an element of the template. Returns {show(name of the open section), hide(the teacher's switches)}.
 * @param {(name: string) => any} place
 * @param {any} store
 */
export function createRail(place, store) {
  const button = place("menu");
  const menu = disclosure(button, place("rail"));
  const links = new Map();
  for (const [group, names] of Object.entries(GROUPS)) {
    for (const name of names) links.set(name, link(name, store, menu.close));
    place("sections").append(
      el("li", {}, el("h2", {}, t(`rail.${group}`)), el("ul", {}, ...names.map((name) => el("li", {}, links.get(name))))),
    );
  }
  links.set("glossary", link("glossary", store, menu.close));
  place("reference").prepend(el("li", {}, links.get("glossary")));
  return {
    show(name) {
      for (const [other, element] of links) element.toggleAttribute("aria-current", other === name);
      links.get(name).setAttribute("aria-current", "page");
      say(find("span", button), t(`rail.${name}`));
      say(place("heading"), t(`rail.${name}`));
      document.title = name === "rows" ? "Mixscope" : `${t(`rail.${name}`)} · Mixscope`;
    },
    hide(switches) {
      for (const [name, element] of links) element.parentElement.hidden = switches.includes(switchOf(name));
    },
  };
}

function link(name, store, close) {
  const element = el(
    "a",
    {
      "aria-description": t(`rail.${name}.explain`),
      onclick(event) {
        if (!staysHere(event)) return;
        store.set({ section: name });
        scrollTo(0, 0);
        close();
      },
    },
    icon(name),
    el("span", {}, t(`rail.${name}`)),
  );
  // The address of now, when somebody is about to take it; to write it at every move would cost more than it is worth.
  const address = () => (element.href = `#${formatHash({ ...store.get(), section: name })}`);
  for (const event of ["pointerenter", "focus", "touchstart"]) element.addEventListener(event, address, { passive: true });
  address();
  return element;
}
