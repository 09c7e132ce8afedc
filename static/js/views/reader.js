// Reads an array again and again: one request at a time, and while one is under way only that something has changed is remembered. Pure.

/** `read()` asks for the array; onArray(array), onFail(error). Returns {ask, retry, stop}. */
export function createReader({ read, onArray, onFail }) {
  const now = { reading: false, stale: false, failed: false, gone: false };

  async function run() {
    if (now.reading || now.gone) return;
    now.reading = true;
    while (now.stale && !now.gone) {
      now.stale = now.failed = false;
      try {
        const array = await read();
        if (now.gone) return;
        onArray(array);
      } catch (error) {
        now.failed = true;
        onFail(error);
      }
    }
    now.reading = false;
  }
  function ask() {
    now.stale = true;
    run();
  }
  return {
    ask,
    /** Asks again what did not arrive. */
    retry() {
      if (now.failed) ask();
    },
    stop() {
      now.gone = true;
    },
  };
}
