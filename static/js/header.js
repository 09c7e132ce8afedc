// The header: tiers, models, colour scale, link, class switches, theme, help.
import { disclosure, el, icon, say, segmented } from "./dom.js";
import { percentage } from "./rows.js";
import { HIDEABLE } from "./state.js";
import { known, t } from "./strings.js";

const SCALES = ["unit", "stage", "model", "all"];
const THEMES = ["auto", "light", "dark"];

/** `places`: elements of the template; `actions`: set(patch), link(), models(ids). Returns {update(state, shown)}. */
export function createHeader(places, models, actions) {
  const scale = segmented(t("header.scale"), SCALES.map((value) => ({ value, text: t(`scale.${value}`), title: t(`scale.${value}.explain`) })), (value) => actions.set({ scale: value }));
  places.scale.append(scale.element);

  const tiers = [...new Set(models.map(({ tier }) => tier))];
  const tabs = segmented(t("header.tiers"), tiers.map((value) => ({ value, text: known(`tier.${value}`, value) })), (tier) => actions.models(models.filter((model) => model.tier === tier && model.default).map(({ id }) => id)));
  if (tiers.length > 1) places.tiers.append(tabs.element);

  disclosure(places.moreButton, places.morePanel);
  disclosure(places.classButton, places.classPanel);
  places.link.addEventListener("click", async () => {
    const address = actions.link();
    const label = places.link.querySelector("span");
    try {
      await navigator.clipboard.writeText(address);
      say(label, t("header.copied"));
    } catch {
      prompt(t("header.link.manual"), address); // the clipboard needs a secure context
    }
    setTimeout(() => say(label, t("header.link")), 1800);
  });

  let theme = "auto";
  places.theme.addEventListener("click", () => actions.set({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] }));
  places.help.addEventListener("click", () => places.dialog.showModal());
  places.dialog.addEventListener("click", ({ target }) => { if (target === places.dialog) places.dialog.close(); });

  const switches = HIDEABLE.filter((key) => key !== "link").map((key) => {
    const box = el("input", { type: "checkbox", onchange: () => actions.toggleHidden(key, !box.checked) });
    return { key, box, label: el("label", {}, box, " ", t(`hide.${key}`)) };
  });
  places.classPanel.append(el("p", {}, t("class.explain")), el("div.switches", {}, switches.map(({ label }) => label)),
    el("button", { type: "button", onclick: () => actions.set({ hide: [] }) }, t("class.show")));

  return {
    update(state, shown) {
      scale.show(state.scale);
      const tier = models.find(({ id }) => shown.includes(id))?.tier;
      tabs.show(tier);
      chips(places.chips, models.filter((model) => model.tier === tier && (model.default || shown.includes(model.id))), shown, actions.models);
      list(places.morePanel, models.filter((model) => model.tier === tier), shown, actions.models);
      theme = state.theme;
      document.documentElement.dataset.theme = theme;
      places.theme.replaceChildren(icon(theme === "auto" ? "auto" : theme === "light" ? "sun" : "moon"));
      places.theme.title = `${t("header.theme")}: ${t(`theme.${theme}`)}`;
      places.theme.setAttribute("aria-label", places.theme.title);
      for (const { key, box } of switches) box.checked = !state.hide.includes(key);
      for (const element of document.querySelectorAll("[data-hideable]")) element.classList.toggle("hidden-by-teacher", state.hide.includes(element.dataset.hideable));
    },
  };
}

const toggled = (shown, id) => (shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id]);

function chips(place, models, shown, onModels) {
  sync(place, models, (model) => {
    const on = shown.includes(model.id);
    return { pressed: on, disabled: on && shown.length === 1, make: () => el("button.chip", { type: "button", title: model.note ?? "", dataset: { id: model.id, family: model.family }, onclick: () => onModels(model.id) }, shortTitle(model)) };
  });
}

function list(panel, models, shown, onModels) {
  panel.querySelector(".families")?.remove();
  const families = [...new Set(models.map(({ family }) => family))].map((family) =>
    el("fieldset", { dataset: { family } }, el("legend", {}, known(`family.${family}`, family)),
      models.filter((model) => model.family === family).map((model) => el("label", { title: model.note ?? "" },
        el("input", { type: "checkbox", checked: shown.includes(model.id), disabled: shown.length === 1 && shown[0] === model.id, dataset: { id: model.id }, onchange: () => onModels(model.id) }),
        el("span", {}, known(`version.${model.version}`, model.title)), el("b", {}, model.top1 ? percentage(model.top1) : "")))));
  const focused = document.activeElement?.dataset?.id;
  panel.append(el("div.families", {}, families));
  if (focused && panel.contains(document.activeElement) === false && !panel.hidden) panel.querySelector(`[data-id="${focused}"]`)?.focus();
}

function sync(place, models, describe) {
  const known = new Map([...place.querySelectorAll(".chip")].map((button) => [button.dataset.id, button]));
  for (const [id, button] of known) if (!models.some((model) => model.id === id)) button.remove();
  for (const model of models) {
    const { pressed, disabled, make } = describe(model);
    const button = known.get(model.id) ?? make();
    if (!button.parentNode) place.append(button);
    button.setAttribute("aria-pressed", pressed);
    button.disabled = disabled;
  }
}

const shortTitle = (model) => model.title.replace(",", "");
export { toggled };
