// @ts-check
// The picture at hand: a sample, an upload, a drawing, or one that came with the link, and what became of it before the server.
// A picture that is refused changes nothing.
import { postPicture } from "../net/api.js";
import { fromUrl, linkOf, patternOf, storedPattern } from "./pattern.js";

/** `form`, `fit`: what input the pattern was made for, and how. */
const NOTHING = {
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
const NOT_SAMPLE = { sample: null, prepared: false };
const NOT_PICTURE = { blob: null, id: null, image: null, prepared: false };
const sampleUrl = (sample) => `/api/samples/${encodeURIComponent(sample)}.png`;

/** `kind()` = {tier, model, form, channels} of the models shown. `onChange(session)` after every change. */
export function createSession({ kind, onChange }) {
  /** @type {any} */
  const current = { ...NOTHING };
  let turn = 0; // the newest request wins

  /** Takes what `work` answers, unless something newer has been begun meanwhile: then null. */
  async function adopt(work) {
    const own = ++turn;
    const { png: _, ...patch } = await work();
    if (own !== turn) return null;
    if (current.url?.startsWith("blob:") && patch.url && patch.url !== current.url) URL.revokeObjectURL(current.url);
    Object.assign(current, patch);
    onChange(current);
    return current.image;
  }
  const names = () => (current.id ? { picture: current.id } : { sample: current.sample });

  return {
    current,
    names,
    get fit() {
      return current.prepared ? "none" : null;
    },
    /** A Blob from the person. Returns the prepared picture for the link, or null where a newer one has overtaken it. Throws ApiError. */
    take: (blob, fit) =>
      adopt(async () => {
        const stored = await storedPattern(blob, fit, kind());
        return { ...stored, ...NOT_SAMPLE, blob, image: linkOf(stored.png, stored.id), url: URL.createObjectURL(blob) };
      }),
    /** One of the samples. */
    choose: (sample, fit) =>
      adopt(async () => ({
        ...(await patternOf({ sample }, fit, kind())),
        ...NOT_PICTURE,
        sample,
        url: sampleUrl(sample),
      })),
    /** The picture of a link: already as the models receive it, or the name of one that the server still has. */
    open: (image, fit) => adopt(() => (image.startsWith("~") ? named(image, fit, kind()) : carried(image, kind()))),
    /** The picture at hand in another way, or for another input. Returns its name for the link, null for a sample or where something newer has overtaken it. */
    refit: (fit) =>
      adopt(async () => {
        const made = await patternOf(names(), fit, kind());
        return { ...made, image: current.blob ? linkOf(made.png, current.id) : current.image };
      }),
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

async function named(image, fit, kind) {
  const id = image.slice(1);
  const made = await patternOf({ picture: id }, fit, kind);
  return { ...made, ...NOT_SAMPLE, blob: null, id, image, url: `/api/pictures/${id}.png` };
}

async function carried(image, kind) {
  const blob = fromUrl(image);
  const { id, form, pattern } = await storedPattern(blob, "none", kind);
  const whole = { sample: null, prepared: true, steps: null, cut: null };
  return { form, pattern, ...whole, blob, id, image, url: URL.createObjectURL(blob) };
}
