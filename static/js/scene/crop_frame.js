// @ts-check
// The part of a photo that the models get, as shares of the picture, and how the state's `fit` says it. Pure.

export const MIDDLE = { x: 0.5, y: 0.5, size: 1 };
export const SMALLEST = 0.1; // of the part in the middle: of a photo with 3000 pixels, 300 become 64

export const within = (value, least, most) => Math.min(most, Math.max(least, value));

/** "0.25,0.5,1" -> {x, y, size}; null where `fit` is "auto" or "none". */
export function partOf(fit) {
  const [x, y, size] = fit.split(",").map(Number);
  return Number.isFinite(size) ? { x, y, size } : null;
}

/** What `fit` becomes: "auto" for the middle. */
export function fitOf({ x, y, size }) {
  const fit = [within(x, 0, 1), within(y, 0, 1), within(size, SMALLEST, 1)].map((share) => Number(share.toFixed(3))).join();
  return fit === "0.5,0.5,1" ? "auto" : fit;
}

/** The part when the frame has moved by this share of the picture's sides. `frame`: {width, height}, shares of them. */
export function moved({ x, y, size }, frame, across, down) {
  const along = (share, side, by) => (side < 0.999 ? within(share + by / (1 - side), 0, 1) : share);
  return { x: along(x, frame.width, across), y: along(y, frame.height, down), size };
}

/** The part of another size about the same middle, as far as the picture reaches. */
export function resized({ x, y, size }, frame, wanted) {
  const next = within(wanted, SMALLEST, 1);
  const along = (share, side) => {
    const other = (side * next) / size;
    const left = share * (1 - side) + side / 2 - other / 2;
    return other < 0.999 ? within(left / (1 - other), 0, 1) : 0.5;
  };
  return { x: along(x, frame.width), y: along(y, frame.height), size: next };
}
