// @ts-check
// The header: choice of models, colour scale, link, class switches, theme, help.
import { t } from "../i18n/i18n.js";
import { icon, say, segmented } from "../ui/dom.js";
import { createSwitches } from "./switches.js";
import { createTiers } from "./tiers.js";

const SCALES = ["unit", "stage", "model", "all"];
const THEMES = ["auto", "light", "dark"];
const ICONS = { auto: "auto", light: "sun", dark: "moon" };

/**
 * `place(name)` finds an element of the template. Returns {update(state, ids shown), choices()}: the latter when the list of
 * models has news.
 * @param {(name: string) => any} place
 * @param {any} parts
 */
export function createHeader(place, { models, store, choosing }) {
  const scale = segmented(
    t("header.scale"),
    SCALES.map((value) => ({ value, text: t(`scale.${value}`), title: t(`scale.${value}.explain`) })),
    (value) => store.set({ scale: value }),
  );
  place("scale").append(scale.element);
  const tiers = createTiers(place, models, choosing);
  const switches = createSwitches(place, store.set);
  const { theme: turn, help, "help-dialog": dialog } = named(place, ["theme", "help", "help-dialog"]);
  turn.addEventListener("click", () => {
    store.set({ theme: THEMES[(THEMES.indexOf(store.get().theme) + 1) % THEMES.length] });
  });
  help.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  copiesLink(place("link"), store.link);

  return {
    choices: tiers.refresh,
    update({ scale: kind, theme, hide }, shown) {
      scale.show(kind);
      tiers.show(shown);
      document.documentElement.dataset.theme = theme;
      turn.replaceChildren(icon(ICONS[theme]));
      turn.title = `${t("header.theme")}: ${t(`theme.${theme}`)}`;
      turn.setAttribute("aria-label", turn.title);
      switches.show(hide);
    },
  };
}

const named = (place, names) => Object.fromEntries(names.map((name) => [name, place(name)]));

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
