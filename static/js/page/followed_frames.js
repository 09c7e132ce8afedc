// @ts-check
// Frames of a leader's view, which come without being asked for: what is expected, and what is there.

const PATIENCE = 1000; // ms that such a frame may take before the page asks for one itself

export function createFollowed() {
  let timer = null;
  let there = ""; // the view that the last frame belongs to
  const forget = () => {
    clearTimeout(timer);
    timer = null;
    there = "";
  };
  return {
    get expected() {
      return timer !== null;
    },
    /** Whether the last frame shows this view: {dx, dy, reference, models, …}. */
    holds: (view) => there === JSON.stringify(view),
    /**
     * Asks at once, or where the frame comes by itself, only if it does not.
     * @param {boolean} comes
     * @param {() => void} askYourself
     */
    expect(comes, askYourself) {
      forget();
      if (!comes) return askYourself();
      timer = setTimeout(() => {
        timer = null;
        askYourself();
      }, PATIENCE);
    },
    /** The frame of what the page shows has come. */
    arrived(view) {
      forget();
      there = JSON.stringify(view);
    },
  };
}
