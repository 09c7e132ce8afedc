// Factors of depth, width and resolution, and the one number φ that stands for all three (pure).

export const AXES = ["depth", "width", "resolution"];
export const [LEAST, MOST] = [0.8, 2]; // of each slider; φ from −1 to 3

export const round = (value) => Math.round(value * 100) / 100;

/** "1.2-1.1-1.15" -> factors, each within the sliders; null if it is none. */
export function parseFactors(argument) {
  const parts = (argument ?? "").split("-").map(Number);
  if (parts.length !== 3 || !parts.every((value) => Number.isFinite(value) && value > 0)) return null;
  return Object.fromEntries(AXES.map((axis, i) => [axis, Math.min(MOST, Math.max(LEAST, round(parts[i])))]));
}

/** The factors of φ. */
export const compoundOf = ({ alpha, beta, gamma }, phi) => ({
  depth: round(alpha ** phi),
  width: round(beta ** phi),
  resolution: round(gamma ** phi),
});

/** φ if the three factors are those of one, else null. */
export function phiOf(constants, factors) {
  const phi = Math.round((Math.log(factors.depth) / Math.log(constants.alpha)) * 10) / 10;
  const same = compoundOf(constants, phi);
  return AXES.every((axis) => Math.abs(same[axis] - factors[axis]) < 0.006) ? phi : null;
}
