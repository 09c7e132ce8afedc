// Of many questions in a row only the newest matters. Pure.

/**
 * Runs the newest of many requests, one at a time; `show(answer)` gets answers of requests that are still wanted; with
 * `overtaken` those of others, too, as where one is asked about a pattern that goes on moving.
 * @param {(answer: any) => void} show
 * @param {(error: Error) => void} fail
 */
export function newest(show, fail = () => {}, { overtaken = false } = {}) {
  let wanted = null;
  let busy = false;
  async function work() {
    busy = true;
    while (wanted) {
      const mine = wanted;
      wanted = null;
      try {
        const answer = await mine();
        if (!wanted || overtaken) show(answer);
      } catch (error) {
        if (!wanted) fail(error);
      }
    }
    busy = false;
  }
  return (request) => {
    wanted = request;
    if (!busy) work();
  };
}
