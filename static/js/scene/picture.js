// Which picture: upload, drop, paste, drawing, sample, link. A refusal is told and changes nothing.
import { partOf } from "./crop_frame.js";
import { createDrawing } from "./drawing_board.js";
import { createInput } from "./picture_input.js";
import { createReceives } from "./model_input.js";
import { createSession } from "./picture_source.js";
import { t } from "../i18n/i18n.js";

const START = { dx: 0, dy: 0, reference: [0, 0] };

/**
 * `kind()` = {tier, model, form, input, channels} of the models shown. `onPattern(pattern)`, `onReady()` after a picture was brought before the server,
 * `onRefused(error)`, `onTold()` when that is over.
 */
export function createPicture($, store, { kind, samples, onPattern, onReady, onStart, onRefused, onTold }) {
  /** Those for inputs like that of the models shown; where there are none, all. */
  const offered = () => {
    const own = samples.filter(({ fit }) => fit === kind().input.fit);
    return own.length ? own : samples;
  };
  const first = () => offered()[0].name;
  const session = createSession({
    kind,
    onChange(current) {
      if (current.pattern) onPattern(current.pattern);
      input.showSample(current.sample);
      receives.show(current, store.get().fit);
    },
  });

  const attempt = async (work) => {
    try {
      await work();
      onReady();
    } catch (error) {
      onRefused(error);
    }
  };
  /** Another picture begins with its middle. */
  const anew = () => (partOf(store.get().fit) ? "auto" : store.get().fit);
  const take = (blob) =>
    attempt(async () => {
      onStart();
      const fit = anew();
      const image = await session.take(blob, fit);
      if (!image) return; // a newer picture has overtaken it
      onTold();
      store.set({ image, sample: null, fit, ...START });
    });
  const choose = (sample) =>
    attempt(async () => {
      drawing.close();
      onStart();
      const fit = anew();
      await session.choose(sample, fit);
      onTold();
      store.set({ image: null, sample: sample === first() ? null : sample, fit, ...START });
    });

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

  /** While a frame is dragged, one question at a time, then the newest; the server may have to be told the picture again. */
  let fitting = null;
  const refit = () =>
    (fitting ??= refitted().finally(() => {
      fitting = null;
    }));
  async function refitted() {
    for (let made = null; made !== store.get().fit; ) {
      made = store.get().fit;
      try {
        const image = await session.refit(made);
        if (image) store.set({ image });
      } catch (error) {
        if (error.type !== "picture-unknown" || !session.current.blob) {
          store.set({ fit: session.current.fit }); // what is shown stays
          throw error;
        }
        await session.again();
        made = null;
      }
    }
  }

  const drawing = createDrawing(
    $("board"),
    { root: $("draw-tools"), pen: $("pen"), eraser: $("eraser"), clear: $("clear"), done: $("done"), hint: $("draw-hint") },
    {
      onDrawing: take,
      onStart() {
        onStart();
        $("scene-tools").hidden = $("hint").hidden = true;
      },
      onDone() {
        $("scene-tools").hidden = false;
        $("draw").focus();
      },
    },
  );
  $("draw").addEventListener("click", () => drawing.open());
  const input = createInput({ button: $("upload"), file: $("file"), strip: $("samples"), dropzone: $("drop") }, offered(), {
    onPicture(blob) {
      drawing.close();
      take(blob);
    },
    onSample: choose,
    onRefuse: (sentence) => onRefused({ message: sentence }),
  });
  const receives = createReceives(
    {
      original: $("original"),
      frame: $("frame"),
      box: $("box"),
      caption: $("caption"),
      canvas: $("received"),
      size: $("size"),
      steps: $("steps"),
      fit: $("fit"),
      tools: $("cut-tools"),
    },
    (fit) => store.set({ fit }),
  );

  return {
    session,
    drawing,
    refusal({ type, message }) {
      if (type === "unreachable") return t("problem.unreachable");
      return type === "picture-gone" ? message : t("input.kept", { sentence: message });
    },
    /** How requests name the picture, and its fit. */
    names: () => ({ ...session.names(), fit: session.fit ?? store.get().fit }),
    /** The first page's sample: painted before anything is asked for. */
    begin: (form, input) => session.begin(form, { shape: input.shape, data: input.data }, samples[0].name),
    isFirst: ({ image, sample }) => !image && (sample ?? first()) === samples[0].name,
    /** Whether the picture at hand has the form of the models shown, and is cut as the address says. */
    get fits() {
      const { form, fit, prepared } = session.current;
      return form === kind().form && (prepared || fit === store.get().fit);
    },
    /** The address has changed under us (Back, a pasted link), the fit, or the form of the input: bring the picture up to it. */
    follow: ({ image, sample, fit }, changed) =>
      attempt(async () => {
        const { current } = session;
        const other = current.form !== kind().form;
        if (other) input.setSamples(offered());
        const named = offered().some(({ name }) => name === sample) ? sample : null; // a sample of another tier is none of this one's
        const wanted = named ?? first();
        if (image && image !== current.image) await open(image, fit);
        else if (!image && current.sample !== wanted) await session.choose(wanted, fit);
        else if (other && current.prepared) await open(image, fit);
        else if ((other || fit !== current.fit) && !current.prepared) await refit();
        if (changed.includes("fit")) receives.show(current, store.get().fit);
      }),
  };
}
