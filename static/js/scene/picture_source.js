// The picture at hand: a sample, an upload, a drawing, or one that came with the link. Puts it before the server and knows
// what became of it (the pattern, steps of the fit or the cut). A picture that is refused changes nothing.
import { getPattern, postPicture } from "../net/api.js";
import { planesOf } from "../lib/image_shift.js";
import { fromBase64 } from "../lib/wire.js";

const toUrl = (base64) => base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const fromUrl = (text) => new Blob([fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"))], { type: "image/png" });

const INLINE = 8000; // characters of a picture that a link can carry by itself; a larger one it names

/** `kind()` = {tier, model, form, channels} of the models shown. `onChange(session)` after every change. */
export function createSession({ kind, onChange }) {
  // `form`, `fit`: what input the pattern was made for, and how.
  const current = {
    form: null,
    fit: null,
    sample: null,
    blob: null,
    id: null,
    image: null,
    prepared: false,
    url: null,
    steps: null,
    cut: null,
    pattern: null,
  };
  let turn = 0; // the newest request wins

  async function patternOf(names, fit) {
    const { tier, model, form, channels } = kind();
    const { png, steps, cut } = await getPattern({ tier, model, fit, ...names });
    return { form, fit, png, steps, cut, pattern: await decode(png, channels) };
  }
  const linkOf = (png, id) => (toUrl(png).length <= INLINE ? toUrl(png) : `~${id}`);

  function adopt(patch, own) {
    if (own !== turn) return false;
    if (current.url?.startsWith("blob:") && patch.url !== current.url) URL.revokeObjectURL(current.url);
    Object.assign(current, patch);
    onChange(current);
    return true;
  }

  return {
    current,
    get fit() {
      return current.prepared ? "none" : null;
    },
    /** How requests name the picture. */
    names: () => (current.id ? { picture: current.id } : { sample: current.sample }),
    /** A Blob from the person. Returns the prepared picture for the link, or null where a newer one has overtaken it. Throws ApiError. */
    async take(blob, fit) {
      const own = ++turn;
      const { id } = await postPicture(blob);
      const { png, ...made } = await patternOf({ picture: id }, fit);
      const url = URL.createObjectURL(blob);
      const image = linkOf(png, id);
      return adopt({ ...made, sample: null, blob, id, image, prepared: false, url }, own) ? image : null;
    },
    /** One of the samples. */
    async choose(sample, fit) {
      const own = ++turn;
      const { png, ...made } = await patternOf({ sample }, fit);
      adopt({ ...made, sample, blob: null, id: null, image: null, prepared: false, url: sampleUrl(sample) }, own);
    },
    /** The picture of a link: already as the models receive it, or the name of one that the server still has. */
    async open(image, fit) {
      const own = ++turn;
      if (image.startsWith("~")) {
        const id = image.slice(1);
        const { png: _, ...made } = await patternOf({ picture: id }, fit);
        return adopt({ ...made, sample: null, blob: null, id, image, prepared: false, url: `/api/pictures/${id}.png` }, own);
      }
      const blob = fromUrl(image);
      const { id } = await postPicture(blob);
      const { form, pattern } = await patternOf({ picture: id }, "none");
      return adopt(
        {
          form,
          sample: null,
          blob,
          id,
          image,
          prepared: true,
          url: URL.createObjectURL(blob),
          steps: null,
          cut: null,
          pattern,
        },
        own,
      );
    },
    /** The picture at hand in another way, or for another input. Returns its name for the link, null for a sample or where something newer has overtaken it. */
    async refit(fit) {
      const own = ++turn;
      const { png, ...made } = await patternOf(this.names(), fit);
      const image = current.blob ? linkOf(png, current.id) : current.image;
      return adopt({ ...made, image }, own) ? image : null;
    },
    /** The first page's sample: its pattern is in the first frame already. */
    begin(form, pattern, sample) {
      Object.assign(current, { form, fit: "auto", pattern, sample, steps: null, cut: null, url: sampleUrl(sample) });
      onChange(current);
    },
    /** The server has forgotten the picture (or was started anew): send it again. */
    async again() {
      if (current.blob) current.id = (await postPicture(current.blob)).id;
    },
  };
}

const sampleUrl = (sample) => `/api/samples/${encodeURIComponent(sample)}.png`;

async function decode(png, channels) {
  const bitmap = await createImageBitmap(new Blob([fromBase64(png)], { type: "image/png" }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return planesOf(context.getImageData(0, 0, bitmap.width, bitmap.height), channels);
}
