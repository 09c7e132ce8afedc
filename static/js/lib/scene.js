// The scene of a state (docs/wire.md, "A scene"): a cut of the picture, a second pattern, a transform. Pure.

/** A state without a scene. */
export const NO_SCENE = {
  cut: null,
  sample2: null,
  cut2: null,
  dx2: 0,
  dy2: 0,
  reference2: [0, 0],
  transform: "",
  rtransform: "",
};

/** One picture alone, where it stands at first, as it is usually brought to the input. */
export const ALONE = { ...NO_SCENE, dx: 0, dy: 0, reference: [0, 0], edge: "clip", fit: "auto", profile: "convert" };

/** What a network of digits finds on a page that showed others: nothing of their picture. */
export const ANEW = { ...NO_SCENE, sample: null, image: null, fit: "auto", dx: 0, dy: 0, reference: [0, 0], stage: null };

/** Whether the models that are shown take digits. */
export const showsDigits = ({ models, state }) => models.find(({ id }) => id === state.models[0])?.tier === "digits";

export const hasSecond = ({ sample2, cut2 }) => Boolean(sample2 || cut2);

const WRITTEN_COVER = /^cover:(-?\d{1,3}):(-?\d{1,3}):(\d{1,3}):(\d{1,3})$/;

/**
 * Where a transform that only covers a part covers it, [left, top, width, height] in pixels; null for any other.
 * @returns {any}
 */
export function coverOf({ transform }) {
  const sides = WRITTEN_COVER.exec(transform ?? "");
  return sides && sides.slice(1).map(Number);
}

/** The same cover elsewhere, as a transform. */
export const coveredAt = (/** @type {number[]} */ [, , width, height], left, top) => `cover:${left}:${top}:${width}:${height}`;

/** What names the scene in a request, beside the picture and its place: only what there is. */
export function sceneQuery(state) {
  const { cut, sample2, cut2, dx2, dy2, transform } = state;
  const second = hasSecond(state) ? { sample2, cut2, dx2, dy2 } : {};
  return Object.fromEntries(Object.entries({ cut, ...second, transform }).filter(([, value]) => value || value === 0));
}

/** The place of the pinned scene, as a request names it. */
export function pinnedQuery(state) {
  const [dx, dy] = state.reference;
  const [dx2, dy2] = state.reference2;
  const { transform, rtransform } = state;
  const pinned = transform || rtransform ? { transform: rtransform || null } : {};
  return { dx, dy, ...(hasSecond(state) ? { dx2, dy2 } : {}), ...pinned };
}

/** What pins the scene of a state. */
export const pinOf = ({ dx, dy, dx2, dy2, transform }) => ({
  reference: [dx, dy],
  reference2: [dx2, dy2],
  rtransform: transform,
});

/**
 * How a frame's scene differs from the pinned one: [dx, dy] of a move of the whole; "second" where the patterns moved
 * differently, "transform" where one or both are transformed.
 * @param {any} frame
 * @returns {[number, number] | "second" | "transform"}
 */
export function moveFromPin({ dx, dy, second, transform, reference: [x, y], reference2, rtransform }) {
  if (transform || rtransform) return "transform";
  if (second && (second[0] - reference2[0] !== dx - x || second[1] - reference2[1] !== dy - y)) return "second";
  return [dx - x, dy - y];
}

/** Whether a frame shows the pinned scene itself. */
export const isPinned = ({ dx, dy, second, transform = "", reference: [x, y], reference2 = [0, 0], rtransform = "" }) =>
  dx === x && dy === y && (!second || second.join() === reference2.join()) && transform === rtransform;

const WRITTEN_CUT = /^\d{1,4},\d{1,4},\d{1,4},\d{1,4}$/;

/** "left,top,width,height" -> the picture with what lies outside left empty; the very same picture without a cut. */
export function cutOut(picture, cut) {
  if (!cut || !WRITTEN_CUT.test(cut)) return picture;
  const [left, top, width, height] = cut.split(",").map(Number);
  const [channels, rows, columns] = picture.shape;
  const data = new Uint8Array(picture.data.length);
  for (let plane = 0; plane < channels; plane++) {
    for (let row = top; row < Math.min(rows, top + height); row++) {
      const line = (plane * rows + row) * columns;
      const [from, to] = [line + Math.min(left, columns), line + Math.min(columns, left + width)];
      data.set(picture.data.subarray(from, to), from);
    }
  }
  return { shape: picture.shape, data };
}

/** Both on one canvas, the second on top, as the server lays them (app/images/scene/patterns.py). */
export function over(first, second) {
  const data = Uint8Array.from(first.data);
  const [channels, rows, columns] = first.shape;
  const area = rows * columns;
  for (let i = 0; i < area; i++) {
    if (!covers(second, i)) continue;
    for (let plane = 0; plane < channels; plane++) data[plane * area + i] = second.data[plane * area + i];
  }
  return { shape: first.shape, data };
}

/** Whether a pattern has the pixel of that index. */
export function covers({ shape: [channels, rows, columns], data }, pixel) {
  for (let plane = 0; plane < channels; plane++) if (data[plane * rows * columns + pixel]) return true;
  return false;
}

/** How far, in pixels, the nearest pixel of a pattern is from a place; Infinity for an empty one. */
export function distanceTo(pattern, row, column) {
  const [, rows, columns] = pattern.shape;
  let best = Infinity;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      if (covers(pattern, y * columns + x)) best = Math.min(best, Math.hypot(y - row, x - column));
  return best;
}
