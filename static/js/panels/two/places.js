// Where two patterns begin: side by side, so that they do not overlap. Pure.
import { NO_SCENE, pinOf } from "../../lib/scene.js";

const SHARE = 0.25; // of the input's width, by which each of two samples moves away from the middle
const PART = 0.36; // side of a part of a photograph, as a share of the input's

const inputOf = ({ models, state }) => models.find(({ id }) => id === state.models[0]).input;
const isPhoto = ({ channels }) => channels > 1;

/** The state with a second pattern beside the first: a sample by its name, "part" of the picture, or what suits the input. */
export function exampleFor(context, wanted = null) {
  const input = inputOf(context);
  const own = context.samples.filter(({ fit }) => fit === input.fit).map(({ name }) => name);
  const name = wanted ?? (isPhoto(input) ? "part" : (own.find((one) => one === "one") ?? own[0]));
  const pattern =
    name === "part"
      ? partsOf(input)
      : { cut: isPhoto(input) ? partsOf(input).cut : null, sample2: name, cut2: otherPart(input) };
  const scene = { ...NO_SCENE, transform: context.state.transform, ...pattern };
  return placed(input, scene);
}

/** The scene of now with its patterns side by side again. */
export const sideBySide = (context) => placed(inputOf(context), context.state);

const otherPart = (input) => (isPhoto(input) ? partsOf(input).cut2 : null);

/** Two parts of a picture that do not touch: of a photograph two squares, else its left and right half. */
function partsOf({ width, height, channels }) {
  if (channels === 1) {
    const half = Math.floor(width / 2);
    return { cut: `0,0,${half},${height}`, cut2: `${half},0,${width - half},${height}`, sample2: null };
  }
  const side = Math.round(PART * width);
  const top = Math.round((height - side) / 2);
  const margin = Math.round((width - 2 * side) / 3);
  return { cut: `${margin},${top},${side},${side}`, cut2: `${width - margin - side},${top},${side},${side}`, sample2: null };
}

/** Parts of a photograph stand apart already; all else moves away from the middle. */
function placed(input, { cut, sample2, cut2, transform }) {
  const away = isPhoto(input) ? 0 : sample2 ? Math.round(SHARE * input.width) : 2;
  const at = { dx: -away, dy: 0, dx2: away, dy2: 0, transform };
  return { cut, sample2, cut2, ...at, ...pinOf({ ...at, transform: "" }) };
}
