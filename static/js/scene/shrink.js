// @ts-check
// A picture file that is too large to be sent, made smaller here first: models look at a few hundred pixels.
import { t } from "../i18n/i18n.js";
import { offscreen } from "../ui/canvas.js";

const SIDES = [4096, 2048, 1024, 512]; // px of the longer side, tried one after another
const TOO_LARGE = 413; // by the server's word or a proxy's
const QUALITY = 0.9;

/**
 * `most`: bytes that the server takes. Returns {file, answer, told}: what was sent, what `send(file)` answered, sentences about it. Throws
 * what `send` throws, where the picture cannot be made smaller too.
 * @template Answer
 * @param {Blob} blob
 * @param {number} most
 * @param {(file: Blob) => Promise<Answer>} send
 */
export async function sendSmallEnough(blob, most, send) {
  let refusal = null;
  const attempt = async (file) => {
    try {
      return { file, answer: await send(file) };
    } catch (error) {
      if (error.status !== TOO_LARGE) throw error;
      refusal = error;
      return null;
    }
  };
  const whole = blob.size <= most && (await attempt(blob));
  if (whole) return { ...whole, told: [] };
  const picture = await createImageBitmap(blob).catch(() => null);
  for (const file of picture ? smallerOnes(picture) : []) {
    const smaller = await file;
    const taken = smaller.size <= Math.min(most, blob.size) && (await attempt(smaller));
    if (taken) return { ...taken, told: [{ detail: sentence(picture, blob, smaller) }] };
  }
  if (refusal) throw refusal;
  return { file: blob, answer: await send(blob), told: [] }; // the server says what it takes
}

function* smallerOnes(picture) {
  const longer = Math.max(picture.width, picture.height);
  for (const side of SIDES) if (side < longer) yield drawn(picture, side / longer);
}

/** A JPEG of this share of its size; what is transparent becomes white, as it does on the server. */
async function drawn(picture, share) {
  const canvas = offscreen(Math.max(1, Math.round(picture.width * share)), Math.max(1, Math.round(picture.height * share)));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return fileOf(canvas);
}

/** @returns {Promise<Blob>} */
const fileOf = (canvas) =>
  canvas.convertToBlob
    ? canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY })
    : new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));

const megabytes = ({ size }) => (size / 1e6).toFixed(1);
const sentence = ({ width, height }, before, after) =>
  t("input.shrunk", { width, height, before: megabytes(before), after: megabytes(after) });
