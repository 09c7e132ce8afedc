// The header: tiers, models, colour scale, link, class switches, theme, help.
import { disclosure, el, findAll, icon, say, segmented } from "../ui/dom.js";
import { createPicker } from "../catalog/model_menu.js";
import { HIDEABLE } from "../lib/url_state.js";
import { known, t } from "../i18n/i18n.js";

const SCALES = ["unit", "stage", "model", "all"];
const THEMES = ["auto", "light", "dark"];

/**
 * `$(name)` finds an element of the template; `actions`: set(patch), link(), toggle(model id), tier(name) -> whether it could be shown,
 * downloads, opening(id), other(name of a model not listed). Returns {update(state, shown), choices()}: the latter when other models can be chosen.
 */
export function createHeader($, models, actions) {
  const scale = segmented(
    t("header.scale"),
    SCALES.map((value) => ({ value, text: t(`scale.${value}`), title: t(`scale.${value}.explain`) })),
    (value) => actions.set({ scale: value }),
  );
  $("scale").append(scale.element);

  const picker = createPicker($("more-panel"), {
    downloads: actions.downloads,
    opening: actions.opening,
    onToggle: actions.toggle,
    onOther: actions.other,
  });
  const menu = disclosure($("more"), $("more-panel"), (open) => actions.downloads.look(open));
  let looking = null; // a tier that has no model to show yet: its list is open, the page keeps what it has
  const tiers = [...new Set(models.map(({ tier }) => tier))];
  const tabs = segmented(
    t("header.tiers"),
    tiers.map((value) => ({ value, text: known(`tier.${value}`, value) })),
    (tier) => {
      looking = actions.tier(tier) ? null : tier;
      if (looking) {
        choices();
        menu.open();
      }
    },
  );
  if (tiers.length > 1) $("tiers").append(tabs.element);
  disclosure($("class"), $("class-panel"));
  $("link").addEventListener("click", async () => {
    const address = actions.link();
    const label = $("link").querySelector("span");
    try {
      await navigator.clipboard.writeText(address);
      say(label, t("header.copied"));
    } catch {
      prompt(t("header.link.manual"), address); // the clipboard needs a secure context
    }
    setTimeout(() => say(label, t("header.link")), 1800);
  });

  let theme = "auto";
  let hidden = [];
  $("theme").addEventListener("click", () => actions.set({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] }));
  $("help").addEventListener("click", () => $("help-dialog").showModal());
  $("help-dialog").addEventListener("click", ({ target }) => {
    if (target === $("help-dialog")) $("help-dialog").close();
  });

  const switches = HIDEABLE.filter((key) => key !== "link").map((key) => {
    const box = el("input", {
      type: "checkbox",
      onchange: () =>
        actions.set({ hide: HIDEABLE.filter((other) => (other === key ? !box.checked : hidden.includes(other))) }),
    });
    return { key, box, label: el("label", {}, box, " ", t(`hide.${key}`)) };
  });
  $("class-panel").append(
    el("p", {}, t("class.explain")),
    el(
      "div.switches",
      {},
      switches.map(({ label }) => label),
    ),
    el("button", { type: "button", onclick: () => actions.set({ hide: [] }) }, t("class.show")),
  );

  let standing = []; // ids of the models on the page
  function choices() {
    const tier = looking ?? models.find(({ id }) => standing.includes(id))?.tier;
    tabs.show(tier);
    chips(
      $("chips"),
      models.filter((model) => model.tier === tier && (model.default || standing.includes(model.id))),
      standing,
      actions.toggle,
    );
    picker.show(
      models.filter((model) => model.tier === tier),
      standing,
    );
  }

  return {
    choices,
    update(state, shown) {
      scale.show(state.scale);
      if (shown.join() !== standing.join()) looking = null;
      standing = shown;
      choices();
      ({ theme, hide: hidden } = state);
      document.documentElement.dataset.theme = theme;
      $("theme").replaceChildren(icon(theme === "auto" ? "auto" : theme === "light" ? "sun" : "moon"));
      $("theme").title = `${t("header.theme")}: ${t(`theme.${theme}`)}`;
      $("theme").setAttribute("aria-label", $("theme").title);
      for (const { key, box } of switches) box.checked = !state.hide.includes(key);
      for (const element of findAll("[data-hideable]"))
        element.classList.toggle("hidden-by-teacher", state.hide.includes(element.dataset.hideable));
    },
  };
}

function chips(place, models, shown, onToggle) {
  const now = new Map([...place.children].map((button) => [button.dataset.id, button]));
  for (const [id, button] of now) if (!models.some((model) => model.id === id)) button.remove();
  for (const model of models) {
    const button =
      now.get(model.id) ??
      el(
        "button.chip",
        {
          type: "button",
          title: model.note ?? "",
          dataset: { id: model.id, family: model.family },
          onclick: () => onToggle(model.id),
        },
        model.title.replace(",", ""),
      );
    if (!button.parentNode) place.append(button);
    button.setAttribute("aria-pressed", shown.includes(model.id));
    button.disabled = shown.length === 1 && shown[0] === model.id;
  }
}
