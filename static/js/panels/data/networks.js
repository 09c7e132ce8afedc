// The networks of the study by name, and which of the models on the page gives way to one (pure).

const NAME = /^data-([a-z]+)-(\d+)(-shifted)?(?:-after-(\d+))?$/;

/** "data-cnn-1000-shifted" -> {form, size, shifted, step: null}; null for any other model. */
export function networkOf(id) {
  const [, form, size, shifted, step] = NAME.exec(id) ?? [];
  return form ? { form, size: Number(size), shifted: Boolean(shifted), step: step === undefined ? null : Number(step) } : null;
}

/** By form, without shifts first, then by the number of digits, and by steps. */
function before(a, b) {
  const [one, other] = [networkOf(a), networkOf(b)];
  if (!one || !other) return Number(Boolean(one)) - Number(Boolean(other));
  const last = (network) => network.step ?? Infinity;
  return (
    one.form.localeCompare(other.form) ||
    Number(one.shifted) - Number(other.shifted) ||
    one.size - other.size ||
    last(one) - last(other) ||
    0
  );
}

/**
 * The models of the page with the network `id` among them. `beside`: nothing gives way to it; else a network of the same form
 * does, or the first model of its family. `familyOf(id)`; `isDigits`: whether the page shows digits, else it stands alone.
 */
export function placed(ids, id, { beside, familyOf, isDigits }) {
  if (!isDigits) return [id];
  if (ids.includes(id)) return ids;
  const { form } = networkOf(id);
  const same = ids.find((one) => networkOf(one)?.form === form);
  const gives = beside ? undefined : (same ?? ids.find((one) => !networkOf(one) && familyOf(one) === familyOf(id)));
  const next = gives === undefined ? [...ids, id] : ids.map((one) => (one === gives ? id : one));
  return next.sort(before);
}

/** Without this network; never none. */
export const without = (ids, id) => (ids.length > 1 ? ids.filter((one) => one !== id) : ids);
