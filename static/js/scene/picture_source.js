// @ts-check
// The picture at hand: a sample, an upload, a drawing, or one that came with the link, and what became of it before the server.
// A picture that is refused changes nothing.
import { postPicture } from "../net/api.js";
import { fromUrl, linkOf, patternOf, storedPattern } from "./pattern.js";
import { sendSmallEnough } from "./shrink.js";

/** `form`, `fit`, `colours`: what input the pattern was made for, and how. `read`, `profile`: of its file, see docs/wire.md. */
const NOTHING = {
  form: null,
  fit: null,
  sample: null,
  blob: null,
  id: null,
  image: null,
  prepared: false,
  url: null,
  read: [],
  profile: null,
  colours: "convert",
  steps: null,
  cut: null,
  pattern: null,
};
const NOT_SAMPLE = { sample: null, prepared: false };
const NOT_PICTURE = { blob: null, id: null, image: null, prepared: false, colours: "convert" };
const UNREAD = { read: [], profile: null, colours: "convert" };
const sampleUrl = (sample) => `api/samples/${encodeURIComponent(sample)}.png`;

/**
 * `kind()` = {tier, model, form, channels} of the models shown, `profile()` the state's, `most` bytes of a file. `onChange(session)`
 * after every change. `uploads()` of the session: the person's pictures since the page was opened, [{id, fit: how each is brought
 * to an input, image: its name in a link}].
 */
export function createSession(page) {
  const session = createOne(page);
  const { current, take, open } = session;
  const mine = new Map();
  const keep = async (image) => {
    const { id, prepared } = (await image) ? current : NOTHING;
    if (id) mine.set(id, { id, fit: prepared ? "none" : "auto", image: current.image });
    return image;
  };
  return Object.assign(session, {
    take: (blob, fit) => keep(take(blob, fit)),
    open: (image, fit) => keep(open(image, fit)),
    uploads: () => [...mine.values()],
  });
}

function createOne({ kind, profile, most, onChange }) {
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
  const asStored = () => (profile() === "ignore" && !current.prepared ? { profile: "ignore" } : {});
  const names = () => (current.id ? { picture: current.id, ...asStored() } : { sample: current.sample });

  return {
    current,
    names,
    get fit() {
      return current.prepared ? "none" : null;
    },
    /** A Blob from the person. Returns the prepared picture for the link, or null where a newer one has overtaken it. Throws ApiError. */
    take: (blob, fit) => adopt(() => sent(blob, fit, kind(), most)),
    /** One of the samples. */
    choose: (sample, fit) =>
      adopt(async () => ({
        ...(await patternOf({ sample }, fit, kind())),
        ...NOT_PICTURE,
        sample,
        url: sampleUrl(sample),
      })),
    /** The picture of a link: already as the models receive it, or the name of one that the server still has. */
    open: (image, fit) => adopt(() => (image.startsWith("~") ? named(image, fit, kind(), profile()) : carried(image, kind()))),
    /** A picture (Blob) of the size and form of the input, which is not the person's. Returns its name for the link, as `take`. */
    give: (blob) => adopt(() => given(blob, kind())),
    /** The picture at hand in another way, or for another input. Returns its name for the link, null for a sample or where something newer has overtaken it. */
    refit: (fit) =>
      adopt(async () => {
        const colours = current.id ? profile() : "convert";
        const made = { ...(await patternOf(names(), fit, kind())), colours };
        return { ...made, image: current.blob ? linkOf(made.png, current.id) : current.image };
      }),
    /** The first page's sample: its pattern is in the first frame already. */
    begin(form, pattern, sample) {
      Object.assign(current, { ...UNREAD, form, fit: "auto", pattern, sample, steps: null, cut: null, url: sampleUrl(sample) });
      onChange(current);
    },
    /** Whether the pattern was made with the colours that the state wants. */
    get coloured() {
      return !current.id || current.prepared || current.colours === profile();
    },
    /** The server has forgotten the picture (or was started anew): send it again. */
    async again() {
      if (current.blob) current.id = (await postPicture(current.blob)).id;
    },
  };
}

async function sent(blob, fit, kind, most) {
  const { file, answer, told } = await sendSmallEnough(blob, most, (one) => storedPattern(one, fit, kind));
  const image = linkOf(answer.png, answer.id);
  const read = [...told, ...answer.read];
  return { ...answer, read, ...NOT_SAMPLE, colours: "convert", blob: file, image, url: URL.createObjectURL(file) };
}

async function named(image, fit, kind, colours) {
  const id = image.slice(1);
  const made = await patternOf({ picture: id, ...(colours === "ignore" ? { profile: colours } : {}) }, fit, kind);
  return { ...made, ...NOT_SAMPLE, colours, blob: null, id, image, url: `api/pictures/${id}.png` };
}

async function carried(image, kind) {
  const { png: _, ...made } = await ready(fromUrl(image), kind);
  return { ...made, image };
}

/** A picture as the models receive it already. */
async function ready(blob, kind) {
  const { id, form, pattern, png } = await storedPattern(blob, "none", kind);
  const whole = { sample: null, prepared: true, ...UNREAD, steps: null, cut: null };
  return { form, pattern, png, ...whole, blob, id, url: URL.createObjectURL(blob) };
}

/** One that is too large for a link is named there, and read again as the input's usual way has it, which leaves it as it is. */
async function given(blob, kind) {
  const made = await ready(blob, kind);
  const image = linkOf(made.png, made.id);
  return { ...made, image, ...(image.startsWith("~") ? { prepared: false, fit: "auto" } : {}) };
}
