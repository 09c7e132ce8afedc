// @ts-check
// Two glyphs on a canvas: where they stand, what "left" means there, and when exchanging them provably changes nothing. Pure.

export const SIDE = 32; // px of the canvas
export const CELL = 4; // of a glyph, and of the grid of patches
export const GAPS = [4, 8]; // px between the glyphs, in the training
const HOME = { a: [8, 12], b: [16, 12] }; // left and top of each sample's glyph, as models/spec/glyphs.py has them

/** By how many pixels hand and keys move a pattern. */
export const stepOf = ({ section, snap }) => (section === "pairs" && snap === "on" ? CELL : 1);

/** Where the glyphs of a state stand: {a: [left, top], b: [left, top]}. */
export const placesOf = ({ dx, dy, dx2, dy2 }) => ({
  a: [HOME.a[0] + dx, HOME.a[1] + dy],
  b: [HOME.b[0] + dx2, HOME.b[1] + dy2],
});

/** The state's part that puts them there. */
export const stateOf = ({ a, b }) => ({
  dx: a[0] - HOME.a[0],
  dy: a[1] - HOME.a[1],
  dx2: b[0] - HOME.b[0],
  dy2: b[1] - HOME.b[1],
});

export const swapped = ({ a, b }) => ({ a: b, b: a });

/** Side by side with so many pixels between them, in their order and around their middle, both on the canvas. */
export function withGap({ a, b }, gap, step) {
  const first = a[0] <= b[0];
  const reach = gap + CELL;
  const middle = (a[0] + b[0]) / 2;
  const left = Math.min(SIDE - CELL - reach, Math.max(0, step * Math.round((middle - reach / 2) / step)));
  const [y, other] = [left, left + reach];
  return first ? { a: [y, a[1]], b: [other, a[1]] } : { a: [other, a[1]], b: [y, a[1]] };
}

const around = (distance) => Math.min(distance, SIDE - distance); // the shorter way on a canvas whose edges meet

/** Pixels between them from left to right; negative where their columns overlap. */
export const gapOf = ({ a, b }) => Math.abs(a[0] - b[0]) - CELL;

const inside = ([x, y]) => x >= 0 && y >= 0 && x <= SIDE - CELL && y <= SIDE - CELL;
const aligned = (place) => place.every((value) => value % CELL === 0);

/**
 * What can be said of a pair: "outside" (one is not whole on the canvas), "overlap", "column" (left is not defined), "far" (nor
 * is it half the canvas apart where the edges meet), "untrained" (no such pair in the training), else "left" or "right".
 */
export function standing(places, { padding }) {
  const { a, b } = places;
  if (!inside(a) || !inside(b)) return "outside";
  if (Math.abs(a[0] - b[0]) < CELL && Math.abs(a[1] - b[1]) < CELL) return "overlap";
  if (a[0] === b[0]) return "column";
  if (padding === "circular" && Math.abs(a[0] - b[0]) >= SIDE / 2) return "far";
  if (a[1] !== b[1] || !GAPS.includes(gapOf(places)) || !aligned(a) || !aligned(b)) return "untrained";
  return a[0] < b[0] ? "left" : "right";
}

/** Whether one window of `field` px can touch both, round the edges included where they meet. */
export function windowTouchesBoth({ a, b }, { field, padding }) {
  const apart = (i) => {
    const distance = Math.abs(a[i] - b[i]);
    return padding === "circular" ? around(distance) : distance;
  };
  return [0, 1].every((i) => apart(i) - CELL + 2 <= field);
}

/** Why exchanging the two changes nothing, whatever the weights: "windows", "patches", or null where it may. */
export function provable(places, model) {
  const { a, b } = places;
  if (!inside(a) || !inside(b)) return null;
  if (model.kind === "vit") return !model.positions && aligned(a) && aligned(b) ? "patches" : null;
  const bag = model.kind === "cnn" && model.padding === "circular" && model.head === "average" && !model.positions;
  return bag && !windowTouchesBoth(places, model) ? "windows" : null;
}

const PROPERTIES = /** @type {const} */ (["kind", "field", "padding", "head", "positions"]);

/** The model with that property, and as much else in common with `model` as any. */
export function neighbour(model, property, value, models) {
  const common = (other) => PROPERTIES.filter((key) => other[key] === model[key]).length;
  return models
    .filter((other) => other[property] === value && (property === "kind" || other.kind === model.kind))
    .sort((one, other) => common(other) - common(one))[0];
}

/** The values of a property that models of the same kind have, in their order. */
export const valuesOf = (property, model, models) => [
  ...new Set(models.filter(({ kind }) => property === "kind" || kind === model.kind).map((other) => other[property])),
];
