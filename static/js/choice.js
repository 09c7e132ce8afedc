// Which models stand on the page: those of the address, else the server's defaults; by family, versions below each other. Pure.

export function createChoice(models) {
  const families = [...new Set(models.map(({ family }) => family))];
  const order = (a, b) => families.indexOf(a.family) - families.indexOf(b.family) || models.indexOf(a) - models.indexOf(b);
  const defaults = models.filter((model) => model.default);
  const shown = (ids) => {
    const chosen = ids ? models.filter(({ id }) => ids.includes(id)) : [];
    return (chosen.length ? chosen : [...defaults]).sort(order);
  };
  return {
    shown,
    ids: (ids) => shown(ids).map(({ id }) => id),
    defaults: defaults.map(({ id }) => id),
    first: defaults[0],
    /** One more or one less; never none. null = the defaults, so that the address stays short. */
    toggle(ids, id) {
      const now = shown(ids).map((model) => model.id);
      const next = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
      if (!next.length) return ids;
      return next.length === defaults.length && defaults.every((model) => next.includes(model.id)) ? null : next;
    },
  };
}
