// Asks for fields one after another, the one on screen first, and keeps what has come.

const known = new Map(); // "model/point/when" -> field: they depend on weights alone, so they hold as long as the page

/**
 * `request(model, point, when, onProgress, signal)`; `wanted()` -> [[point, when], …], most urgent first;
 * onChange(arrived) after each answer (true) or progress (false). Returns {get, progress, failure, retry, next, destroy}.
 */
export function createFields({ model, request, wanted, onChange }) {
  const key = (point, when) => `${model}/${point}/${when}`;
  const failed = new Map();
  const control = new AbortController();
  let running = null;

  async function next() {
    if (running || control.signal.aborted) return;
    const one = wanted().find(([point, when]) => !known.has(key(point, when)) && !failed.has(key(point, when)));
    if (!one) return;
    running = { key: key(...one), done: 0, of: 0 };
    try {
      const { field } = await request(
        model,
        ...one,
        (line) => {
          Object.assign(running, line);
          onChange(false);
        },
        control.signal,
      );
      known.set(running.key, field);
    } catch (error) {
      if (!control.signal.aborted) failed.set(running.key, error);
    }
    running = null;
    if (control.signal.aborted) return;
    onChange(true);
    next();
  }

  return {
    get: (point, when) => known.get(key(point, when)) ?? null,
    progress: (point, when) => (running?.key === key(point, when) ? running : null),
    failure: (point, when) => failed.get(key(point, when)) ?? null,
    /** What failed is asked for once more. */
    retry() {
      failed.clear();
      next();
    },
    next,
    destroy: () => control.abort(),
  };
}
