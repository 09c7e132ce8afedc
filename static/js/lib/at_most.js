// @ts-check
// What would happen too often happens at most every so many milliseconds, and always for the last time. No DOM.

/**
 * Calls in between only change the arguments that the next one gets.
 * @template {any[]} Words
 * @param {number} pause in ms: from the first call to the act
 * @param {(...words: Words) => void} act
 * @returns {(...words: Words) => void}
 */
export function atMostEvery(pause, act) {
  /** @type {any} */
  let timer = null;
  /** @type {Words} */
  let latest;
  return (...words) => {
    latest = words;
    timer ??= setTimeout(() => {
      timer = null;
      act(...latest);
    }, pause);
  };
}
