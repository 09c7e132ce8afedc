// @ts-check
// Which models stand on the page: those of the address, else the server's defaults; one tier at a time, by family. Pure.
import { usable } from "./model_state.js";

const FIRST = 4; // rows that a tier without defaults begins with

/** `models` is read anew every time: a model that has been downloaded is there from then on. */
export function createChoice(models) {
  /** By family; within one as listed, and those that stand in no list as they are named. */
  const order = (list, ids = []) => {
    const families = [...new Set(models.map(({ family }) => family))];
    const rank = (model) => (model.listed === false ? models.length + ids.indexOf(model.id) : models.indexOf(model));
    return list.sort((a, b) => families.indexOf(a.family) - families.indexOf(b.family) || rank(a) - rank(b));
  };
  const defaults = () => {
    const marked = models.filter((model) => model.default && usable(model));
    const list = marked.length ? marked : [models.find(usable) ?? models[0]];
    return list.filter(({ tier }) => tier === list[0].tier);
  };
  const shown = (ids) => {
    const chosen = ids ? models.filter((model) => ids.includes(model.id) && usable(model)) : [];
    const lead = chosen.find(({ id }) => id === ids.find((name) => chosen.some((model) => model.id === name)));
    return order(lead ? chosen.filter(({ tier }) => tier === lead.tier) : [...defaults()], ids ?? []);
  };
  const same = (list, other) => list.length === other.length && other.every((id) => list.includes(id));
  /** null = the defaults, so that the address stays short. */
  const brief = (ids) =>
    same(
      ids,
      defaults().map(({ id }) => id),
    )
      ? null
      : ids;
  return {
    shown,
    ids: (ids) => shown(ids).map(({ id }) => id),
    get defaults() {
      return defaults().map(({ id }) => id);
    },
    get first() {
      return defaults()[0];
    },
    tiers: () => [...new Set(models.map(({ tier }) => tier))],
    /** What a tier begins with: its defaults, else its first models; undefined if none of them is here yet. */
    begin(tier) {
      const mine = models.filter((model) => model.tier === tier && model.listed !== false && usable(model));
      const marked = mine.filter((model) => model.default);
      const ids = order(marked.length ? marked : mine.slice(0, FIRST)).map(({ id }) => id);
      return ids.length ? brief(ids) : undefined;
    },
    /** One more or one less; never none. A model of another tier stands alone: one picture, one tier. */
    toggle(ids, id) {
      const now = shown(ids);
      const model = models.find((one) => one.id === id);
      if (!model || !usable(model)) return ids;
      if (now[0].tier !== model.tier) return brief([id]);
      const next = now.includes(model) ? now.filter((one) => one !== model) : [...now, model];
      return next.length ? brief(next.map((one) => one.id)) : ids;
    },
  };
}
