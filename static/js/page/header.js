// @ts-check
// The header: choice of models, colour scale, link, class switches, theme, help.
import { t } from "../i18n/i18n.js";
import { findAll, icon, say, segmented } from "../ui/dom.js";
import { createLanguages, keepLanguage } from "./language.js";
import { createSwitches } from "./switches.js";
import { createTiers } from "./tiers.js";

const SCALES = ["unit", "stage", "model", "all"];
const ICONS = { light: "moon", dark: "sun" }; // what a click brings

/**
 * `place(name)` finds an element of the template. Returns {update(state, ids shown), choices()}: the latter when the list of
 * models has news.
 * @param {(name: string) => any} place
 * @param {any} parts
 */
export function createHeader(place, { models, store, choosing, theme }) {
  const scale = segmented(
    t("header.scale"),
    SCALES.map((value) => ({ value, text: t(`scale.${value}`), explain: t(`scale.${value}.explain`) })),
    (value) => store.set({ scale: value }),
  );
  place("scale").append(scale.element);
  const tiers = createTiers(place, models, choosing);
  const switches = createSwitches(place, store.set);
  const { theme: turn, help, "help-dialog": dialog } = named(place, ["theme", "help", "help-dialog"]);
  turn.addEventListener("click", () => store.set({ theme: theme.other() }));
  help.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  copiesLink(place("link"), store.link);
  createLanguages(place("language"), (tag) => {
    store.set({ lang: tag });
    store.link(); // writes the address at once
  });
  keepLanguage(store.get().lang);
  skips(place("skip"));
  tellsHeight(place("skip").nextElementSibling);

  return {
    choices: tiers.refresh,
    update({ scale: kind, theme: chosen, hide }, shown) {
      scale.show(kind);
      tiers.show(shown);
      document.documentElement.dataset.theme = chosen;
      turn.replaceChildren(icon(ICONS[theme.now()]));
      turn.setAttribute("aria-label", `${t("header.theme")}: ${t(`theme.${chosen}`)}`);
      switches.show(hide);
    },
  };
}

const named = (place, names) => Object.fromEntries(names.map((name) => [name, place(name)]));

/** The address carries the page's state, so that the link to the maps cannot be a fragment of it. */
function skips(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const first = findAll("#main :is(button, a, input, select, canvas[tabindex])").find((one) => one.checkVisibility());
    first?.focus();
  });
}

/** Where the header needs two lines, what sticks below it stands lower. */
function tellsHeight(header) {
  new ResizeObserver(() => document.documentElement.style.setProperty("--header", `${header.offsetHeight}px`)).observe(header);
}

function copiesLink(button, link) {
  const label = button.querySelector("span");
  button.addEventListener("click", async () => {
    const address = link();
    try {
      await navigator.clipboard.writeText(address);
      say(label, t("header.copied"));
    } catch {
      prompt(t("header.link.manual"), address); // the clipboard needs a secure context
    }
    setTimeout(() => say(label, t("header.link")), 1800);
  });
}
