// @ts-check
// The header's choice of models: tabs of the tiers, chips of the usual models, the list of all.
import { createPicker } from "../catalog/model_menu.js";
import { known, t } from "../i18n/i18n.js";
import { disclosure, el, segmented } from "../ui/dom.js";

/**
 * `place(name)` finds an element of the template; `choosing` of catalog/choosing.js. Returns {show(ids of the models on the
 * page), refresh()}: the latter when the list has news.
 * @param {(name: string) => any} place
 * @param {any[]} models
 * @param {any} choosing
 */
export function createTiers(place, models, choosing) {
  const { downloads, opening, toggle } = choosing;
  const picker = createPicker(place("more-panel"), { downloads, opening, onToggle: toggle, onOther: choosing.other });
  let standing = []; // ids of the models on the page
  let looking = null; // a tier that has no model to show yet: its list is open, the page and its lit tab keep what they have
  const menu = disclosure(place("more"), place("more-panel"), (open) => {
    downloads.look(open);
    if (open || !looking) return;
    looking = null;
    refresh();
  });
  const tabs = createTabs(place("tiers"), (tier) => {
    looking = choosing.tier(tier) ? null : tier;
    if (!looking) return;
    refresh();
    menu.open();
  });
  if ("adds" in place("more-panel").dataset)
    import("../catalog/adding.js").then(({ createAdding }) => place("more-panel").append(createAdding(choosing.added)));

  function refresh() {
    tabs.offer([...new Set(models.map(({ tier }) => tier))]);
    const tier = models.find(({ id }) => standing.includes(id))?.tier;
    const own = models.filter((model) => model.tier === tier && (model.listed !== false || standing.includes(model.id)));
    tabs.show(tier);
    showChips(
      place("chips"),
      own.filter(({ id, default: usual }) => usual || standing.includes(id)),
      standing,
      toggle,
    );
    picker.show(looking ? models.filter((model) => model.tier === looking) : own, standing);
  }
  return {
    refresh,
    show(ids) {
      if (ids.join() !== standing.join()) looking = null;
      standing = ids;
      refresh();
    },
  };
}

/** The tiers that there are: a model that is added may bring one of its own. */
function createTabs(place, onPick) {
  let tabs = segmented("", [], onPick);
  let built = "";
  return {
    offer(tiers) {
      if (built === tiers.join()) return;
      built = tiers.join();
      tabs = segmented(
        t("header.tiers"),
        tiers.map((value) => ({ value, text: known(`tier.${value}`, value) })),
        onPick,
      );
      place.replaceChildren(...(tiers.length > 1 ? [tabs.element] : []));
    },
    show: (tier) => tabs.show(tier),
  };
}

function showChips(place, models, shown, onToggle) {
  const now = new Map([...place.children].map((button) => [button.dataset.id, button]));
  for (const [id, button] of now) if (!models.some((model) => model.id === id)) button.remove();
  for (const model of models) {
    const button = now.get(model.id) ?? chip(model, onToggle);
    if (!button.parentNode) place.append(button);
    button.setAttribute("aria-pressed", shown.includes(model.id));
    button.disabled = shown.length === 1 && shown[0] === model.id;
  }
}

const chip = ({ id, family, title, note }, onToggle) =>
  el(
    "button.chip",
    { type: "button", "aria-description": note, dataset: { id, family }, onclick: () => onToggle(id) },
    title.replace(",", ""),
  );
