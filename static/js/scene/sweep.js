// Plays a path of positions until it is stopped; the next step waits for the answer to the one before it.
import { sweepPath } from "../lib/image_shift.js";

const STEP = 70; // ms between positions, twice that for people who asked for less motion

/** `go(dx, dy)` moves, `ready()` says whether the last move has been painted, `onChange(playing)`. */
export function createSweep({ go, ready, onChange }) {
  let timer = null;
  const stop = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    onChange(false);
  };
  return {
    stop,
    get playing() {
      return timer !== null;
    },
    play(kind, from) {
      stop();
      const path = sweepPath(kind, from);
      let at = 0;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      timer = setInterval(
        () => {
          if (ready() && !document.hidden) go(...path[at++ % path.length]);
        },
        calm ? 2 * STEP : STEP,
      );
      onChange(true);
    },
  };
}
