// @ts-check
// How fast requests may leave. The server cuts a connection that sends more than 60 a second for long; a fast mouse moves 120 times.

/** At most `rate` a second in the long run, `burst` at once. `now` in milliseconds. */
export function createPace(rate, burst, now = () => performance.now()) {
  let allowance = burst;
  let last = now();
  return {
    /** 0 = go (and it counts), else milliseconds to wait before asking again. */
    wait() {
      const time = now();
      allowance = Math.min(burst, allowance + (rate * (time - last)) / 1000);
      last = time;
      if (allowance < 1) return Math.ceil(((1 - allowance) * 1000) / rate);
      allowance--;
      return 0;
    },
  };
}
