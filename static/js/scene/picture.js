// @ts-check
// Which picture: upload, drop, paste, drawing, sample, link. A refusal is told and changes nothing.
import { ALONE, hasSecond } from "../lib/scene.js";
import { partOf } from "./crop_frame.js";
import { createDrawing } from "./drawing_board.js";
import { createInput } from "./picture_input.js";
import { createReceives } from "./model_input.js";
import { createCredit } from "./sample_credit.js";
import { createSession } from "./picture_source.js";
import { createRefit } from "./refit.js";
import { t } from "../i18n/i18n.js";

/** A picture begins in the middle; beside a second pattern, it stands where the one before it stood. */
const start = (state) => (hasSecond(state) ? {} : { dx: 0, dy: 0, reference: [0, 0] });

/**
 * `page`: kind() = {tier, model, form, input, channels} of the models shown, samples, onPattern(pattern), onReady() after a
 * picture was brought before the server, onStart(), onRefused(error), onTold() when that is over.
 * @param {(name: string) => any} $
 * @param {any} store
 * @param {any} page
 */
export function createPicture($, store, page) {
  const { kind, samples } = page;
  /** Those for inputs like that of the models shown; where there are none, all. */
  const offered = () => {
    const own = samples.filter(({ fit }) => fit === kind().input.fit);
    return own.length ? own : samples;
  };
  const first = () => offered()[0].name;
  const session = createSession({
    ...{ kind, most: Number($("file").dataset.most), profile: () => store.get().profile },
    onChange(current) {
      if (current.pattern) page.onPattern(current.pattern);
      input.showSample(current.sample);
      credit.show(current.sample);
      receives.show(current, store.get().fit);
    },
  });
  const bring = createBringing(session, store, page, first);
  const drawing = drawingOf($, { onDrawing: bring.take, onStart: page.onStart });
  const input = inputOf($, offered(), {
    onPicture(blob) {
      drawing.close();
      bring.take(blob);
    },
    onSample(sample) {
      drawing.close();
      bring.choose(sample);
    },
    onRefuse: (sentence) => page.onRefused({ message: sentence }),
  });
  const credit = createCredit($("samples"), samples, kind);
  const receives = receivesOf($, store);
  const follow = createFollowing(session, store, { kind, offered, first, input, onRefused: page.onRefused });

  return {
    drawing,
    give: bring.give,
    uploads: session.uploads,
    again: () => session.again().catch(page.onRefused),
    refusal,
    /** How requests name the picture, and its fit. */
    names: () => ({ ...session.names(), fit: session.fit ?? store.get().fit }),
    /** The first page's sample: painted before anything is asked for. */
    begin: (form, { shape, data }) => session.begin(form, { shape, data }, samples[0].name),
    isFirst: ({ image, sample }) => !image && (sample ?? first()) === samples[0].name,
    /** Whether the picture at hand has the form of the models shown, and is cut as the address says. */
    get fits() {
      const { form, fit, prepared } = session.current;
      return form === kind().form && (prepared || fit === store.get().fit) && session.coloured;
    },
    /** The address has changed under us (Back, a pasted link), the fit, or the form of the input: bring the picture up to it. */
    follow: (state, changed) =>
      bring.attempt(async () => {
        await follow(state);
        if (changed.includes("fit")) receives.show(session.current, store.get().fit);
      }),
  };
}

function refusal({ type, message }) {
  if (type === "unreachable") return t("problem.unreachable");
  return type === "picture-gone" ? message : t("input.kept", { sentence: message });
}

/** Another picture comes from the person: it begins at the start, and with its middle. */
function createBringing(session, store, { onReady, onStart, onRefused, onTold }, first) {
  const attempt = async (work) => {
    try {
      await work();
      onReady();
    } catch (error) {
      onRefused(error);
    }
  };
  const anew = () => (partOf(store.get().fit) ? "auto" : store.get().fit);
  return {
    attempt,
    take: (blob) =>
      attempt(async () => {
        onStart();
        const fit = anew();
        const image = await session.take(blob, fit);
        if (!image) return; // a newer picture has overtaken it
        onTold();
        store.set({ image, sample: null, fit, profile: "convert", ...start(store.get()) });
      }),
    choose: (sample) =>
      attempt(async () => {
        onStart();
        const fit = anew();
        await session.choose(sample, fit);
        onTold();
        store.set({ image: null, sample: sample === first() ? null : sample, fit, profile: "convert", ...start(store.get()) });
      }),
    give: (blob) =>
      attempt(async () => {
        onStart();
        const image = await session.give(blob);
        if (!image) return;
        onTold();
        store.set({ ...ALONE, image, sample: null });
      }),
  };
}

function createFollowing(session, store, { kind, offered, first, input, onRefused }) {
  const refit = createRefit(session, store);
  /** A picture that cannot be had any more leaves the address, and a sample takes its place. */
  const open = async (image, fit) => {
    try {
      await session.open(image, fit);
    } catch (error) {
      if (error.type !== "picture-unknown") throw error;
      onRefused({ type: "picture-gone", message: t("input.gone") });
      store.set({ image: null });
    }
  };
  return async ({ image, sample, fit }) => {
    const { current } = session;
    const other = current.form !== kind().form;
    if (other) input.setSamples(offered());
    const named = offered().some(({ name }) => name === sample) ? sample : null; // a sample of another tier is none of this one's
    const wanted = named ?? first();
    if (image && image !== current.image) await open(image, fit);
    else if (!image && current.sample !== wanted) await session.choose(wanted, fit);
    else if (other && current.prepared) await open(image, fit);
    else if ((other || fit !== current.fit || !session.coloured) && !current.prepared) await refit();
  };
}

/** @type {($: (name: string) => any, names: Record<string, string>) => any} */
const named = ($, names) => Object.fromEntries(Object.entries(names).map(([key, name]) => [key, $(name)]));

function drawingOf($, { onDrawing, onStart }) {
  const tools = { root: "draw-tools", pen: "pen", eraser: "eraser", clear: "clear", done: "done", hint: "draw-hint" };
  const drawing = createDrawing($("board"), named($, tools), {
    onDrawing,
    onStart() {
      onStart();
      $("scene-tools").hidden = $("hint").hidden = true;
    },
    onDone() {
      $("scene-tools").hidden = false;
      $("draw").focus();
    },
  });
  $("draw").addEventListener("click", () => drawing.open());
  return drawing;
}

const inputOf = ($, samples, handlers) =>
  createInput(named($, { button: "upload", file: "file", strip: "samples", dropzone: "drop" }), samples, handlers);

const RECEIVES = {
  original: "original",
  frame: "frame",
  box: "box",
  caption: "caption",
  canvas: "received",
  size: "size",
  steps: "steps",
  fit: "fit",
  tools: "cut-tools",
};
const receivesOf = ($, store) =>
  createReceives(
    named($, RECEIVES),
    (fit) => store.set({ fit }),
    (profile) => store.set({ profile }),
  );
