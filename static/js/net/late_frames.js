// @ts-check
// A frame that comes far later than frames usually do is not painted if a newer one is on its way: a jump back would mislead.

/** `oldest` in ms. On a server that is always that slow nothing is left out, or a drag would show nothing at all. */
export function createLateness(oldest = 250) {
  let usual = null; // ms, moving average of the ages
  return {
    /** Whether to leave out a frame of this age (ms, from sending its position to its arrival). */
    skip(age, newerComing) {
      if (!(age >= 0)) return false;
      usual ??= age;
      const late = newerComing && age > oldest && usual < oldest / 2;
      usual += 0.1 * (age - usual);
      return late;
    },
  };
}
