// Frames as they come in: decoded, their classes in the page's words.
import { decodeFrame } from "../lib/wire.js";

/** @type {(label: string) => string} */
let inWords = (label) => label;

/** How the page calls a class that the server names in English. */
export const sayClasses = (named) => {
  inWords = named;
};

export const classInWords = (label) => inWords(label);

/** @param {ArrayBuffer} buffer @returns {any} a Frame or an ArrayFrame, as was asked */
export function receive(buffer) {
  const frame = decodeFrame(buffer);
  for (const { predictions = [], untouched = [] } of frame.models ?? [])
    for (const prediction of [...predictions, ...untouched]) prediction.label = inWords(prediction.label);
  return frame;
}
