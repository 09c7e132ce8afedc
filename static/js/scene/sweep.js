// @ts-check
// Plays a path of positions until it is stopped; the next step waits for the answer to the one before it.

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

/** Positions of a sweep around the pin: a list that is played over and over. `reach` in pixels. */
export function sweepPath(kind, [x, y], reach = 8) {
  const there = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const wave = [...there.slice(reach), ...there.slice(1, -1).reverse(), ...there.slice(0, reach)]; // 0 … reach … -reach … 0
  if (kind === "x") return wave.map((d) => [x + d, y]);
  if (kind === "y") return wave.map((d) => [x, y + d]);
  if (kind === "grid") return there.flatMap((dy, i) => (i % 2 ? [...there].reverse() : there).map((dx) => [x + dx, y + dy]));
  const steps = Math.round(2 * Math.PI * reach * 0.75);
  const circle = Array.from({ length: steps }, (_, i) => (2 * Math.PI * i) / steps).map((a) => [
    x + Math.round(0.75 * reach * Math.cos(a)),
    y + Math.round(0.75 * reach * Math.sin(a)),
  ]);
  return circle.filter(([cx, cy], i) => !i || cx !== circle[i - 1][0] || cy !== circle[i - 1][1]);
}
