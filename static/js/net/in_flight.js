// @ts-check
// What was sent and is not answered yet. Where nothing comes for long, `onSilence()`.

const PATIENCE = 8000; // ms without an answer before the connection is given up

/** @param {() => void} onSilence */
export function createFlights(onSilence) {
  const flying = new Map(); // seq -> item
  let watchdog = null;
  function watch() {
    clearTimeout(watchdog);
    watchdog = flying.size ? setTimeout(onSilence, PATIENCE) : null;
  }
  return {
    get size() {
      return flying.size;
    },
    add(item) {
      flying.set(item.seq, item);
      watch();
    },
    /** An answer to n also settles everything before n: the server skips positions that a newer one has overtaken. */
    settle(seq) {
      for (const key of flying.keys()) if (key < seq) flying.delete(key);
      const item = flying.get(seq);
      flying.delete(seq);
      watch();
      return item;
    },
    clear() {
      flying.clear();
      watch();
    },
  };
}
