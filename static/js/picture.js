// Which picture: upload, drop, paste, drawing, sample, link. A refusal is told and changes nothing.
import { createDrawing } from "./draw.js";
import { createInput } from "./input.js";
import { createReceives } from "./receives.js";
import { createSession } from "./session.js";
import { t } from "./strings.js";

const START = { dx: 0, dy: 0, reference: [0, 0] };

/** `onPattern(pattern)`, `onReady()` after a picture was brought before the server, `onRefused(error)`, `onTold()` when that is over. */
export function createPicture($, store, { tier, channels, samples, onPattern, onReady, onStart, onRefused, onTold }) {
  const first = samples[0].name;
  const session = createSession({ tier, channels, samples, onChange(current) {
    if (current.pattern) onPattern(current.pattern);
    input.showSample(current.sample);
    receives.show(current, store.get().fit);
  } });

  const attempt = async (work) => {
    try {
      await work();
      onReady();
    } catch (error) {
      onRefused(error);
    }
  };
  const take = (blob) => attempt(async () => {
    onStart();
    const image = await session.take(blob, store.get().fit);
    if (!image) return; // a newer picture has overtaken it
    onTold();
    store.set({ image, sample: null, ...START });
  });
  const choose = (sample) => attempt(async () => {
    drawing.close();
    onStart();
    await session.choose(sample, store.get().fit);
    onTold();
    store.set({ image: null, sample: sample === first ? null : sample, ...START });
  });

  const drawing = createDrawing($("board"), { root: $("draw-tools"), pen: $("pen"), eraser: $("eraser"), clear: $("clear"), done: $("done"), hint: $("draw-hint") }, {
    onDrawing: take,
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
  const input = createInput({ button: $("upload"), file: $("file"), strip: $("samples"), dropzone: $("drop") }, samples.filter((sample) => sample.tier === tier), {
    onPicture(blob) {
      drawing.close();
      take(blob);
    },
    onSample: choose,
    onRefuse: (sentence) => onRefused({ message: sentence }),
  });
  const receives = createReceives({ original: $("original"), frame: $("frame"), box: $("box"), caption: $("caption"), canvas: $("received"), size: $("size"), steps: $("steps"), fit: $("fit") }, (fit) => store.set({ fit }));

  return {
    session, drawing,
    refusal: (error) => (error.type === "unreachable" ? t("problem.unreachable") : t("input.kept", { sentence: error.message })),
    /** How requests name the picture, and its fit. */
    names: () => ({ ...session.names(), fit: session.fit ?? store.get().fit }),
    /** The first page's sample: painted before anything is asked for. */
    begin: (input) => session.begin({ shape: input.shape, data: input.data }, first),
    isFirst: ({ image, sample }) => !image && (sample ?? first) === first,
    /** The address has changed under us (Back, a pasted link), or the fit: bring the picture up to it. */
    follow: ({ image, sample, fit }, changed) => attempt(async () => {
      const { current } = session;
      const wanted = sample ?? first;
      const refit = changed.includes("fit");
      if (image && image !== current.image) await session.open(image);
      else if (!image && current.sample !== wanted) await session.choose(wanted, fit);
      else if (refit && current.blob && !current.prepared) store.set({ image: (await session.take(current.blob, fit)) ?? image });
      else if (refit && current.sample) await session.choose(wanted, fit);
    }),
  };
}
