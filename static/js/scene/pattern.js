// @ts-check
// What became of a picture for the models' input: the pattern, steps of the fit or the cut; and how a link carries it.
import { planesOf } from "../lib/image_shift.js";
import { fromBase64 } from "../lib/wire.js";
import { getPattern, postPicture } from "../net/api.js";
import { offscreen } from "../ui/canvas.js";

const INLINE = 8000; // characters of a picture that a link can carry by itself; a larger one it names

const toUrl = (base64) => base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
export const fromUrl = (text) => new Blob([fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"))], { type: "image/png" });
export const linkOf = (png, id) => (toUrl(png).length <= INLINE ? toUrl(png) : `~${id}`);

/** `names` {sample or picture}, `kind` {tier, model, form, channels}: {form, fit, png, read, profile, steps, cut, pattern}. */
export async function patternOf(names, fit, kind) {
  const { tier, model } = kind;
  return made(await getPattern({ tier, model, fit, ...names }), fit, kind);
}

/** Puts a picture before the server, in one call where it answers with the pattern at once: {id, form, fit, png, steps, …}. */
export async function storedPattern(blob, fit, kind) {
  const { tier, model } = kind;
  const { id, pattern } = await postPicture(blob, { tier, model, fit });
  return { id, ...(pattern ? await made(pattern, fit, kind) : await patternOf({ picture: id }, fit, kind)) };
}

const made = async ({ png, read, profile, steps, cut }, fit, { form, channels }) => ({
  form,
  fit,
  png,
  read,
  profile,
  steps,
  cut,
  pattern: await decode(png, channels),
});

async function decode(png, channels) {
  const bitmap = await createImageBitmap(new Blob([fromBase64(png)], { type: "image/png" }));
  const canvas = offscreen(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return planesOf(context.getImageData(0, 0, bitmap.width, bitmap.height), channels);
}
