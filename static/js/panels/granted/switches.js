// Which switches there are for an input: transforms of the picture, written as in docs/wire.md, and changes to the models. Pure.
import { coverOf } from "../../lib/scene.js";

const SEED = 1;

/** Pixels of a patch's side that are shuffled; null where none of the usual ones divides the input. */
function sideOf({ width, height }) {
  const wanted = width <= 32 ? 4 : width <= 64 ? 8 : 16;
  return width % wanted || height % wanted ? null : wanted;
}

/**
 * The transforms, in the order of the table: those of the digits are those that the cards tell of. A cover that the person has
 * put elsewhere takes the place of the one in the middle.
 */
export function transformsFor(input, transform = "") {
  const { width, height } = input;
  const side = sideOf(input);
  const [across, down] = [width, height].map((size) => Math.round((2 / 7) * size));
  const middle = [Math.round((width - across) / 2), Math.round((height - down) / 2)];
  return [
    ...(side ? [`patches:${side}:${SEED}`, `within:${side}:${SEED}`] : []),
    `pixels:${SEED}`,
    ...(width === height ? ["turn:90"] : []),
    "turn:180",
    "mirror:0",
    coverOf({ transform }) ? transform : `cover:${middle[0]}:${middle[1]}:${across}:${down}`,
    "brightness:0.5",
    `noise:0.3:${SEED}`,
  ];
}

/** Changes to the models; a model has those that its form has room for. */
export const VARIANTS = ["no-positions", "other-positions", "padding-zeros", "padding-circular", "padding-reflect"];

/** What a switch is called in the table of words: its first word, and for turns the angle. */
export const kindOf = (name) => (name.startsWith("turn") ? name.replace(":", "") : name.split(":")[0]);
