// @ts-check
// The second pattern of the scene: brought as the models receive it, and beside the picture a line that says what the scene is
// made of, which of the two hand and keys move, and takes each part away again.
import { el, icon, say, segmented } from "../ui/dom.js";
import { paintPicture } from "../ui/canvas.js";
import { words } from "../i18n/i18n.js";
import { NO_SCENE, coverOf, hasSecond } from "../lib/scene.js";
import { findModel } from "../lib/wire.js";
import { patternOf } from "./pattern.js";

const TEXT = await words("scene");

const SIDE = 56; // px of the small picture

/**
 * `place`: where the line stands; `kind()`, `samples` as of picture.js; `scene` of scene.js; `held()`, `grab(which)`: the pattern
 * that hand and keys move. Returns {base(pattern of the first), follow(state), paint(frame)}.
 * @param {HTMLElement} place
 * @param {any} parts
 */
export function createSecond(place, parts) {
  const { store, kind, samples, scene, held, grab, onProblem } = parts;
  let base = null; // the first one's pattern, of which `cut2` alone is a cut
  let brought = ""; // what the pattern on the scene was made of

  const known = (name) => samples.some((one) => one.name === name && one.fit === kind().input.fit);
  async function follow(state) {
    const { sample2 } = state;
    if (sample2 && !known(sample2)) return store.set(NO_SCENE); // a link to a sample that there is not, or of another tier
    line.show(state, held());
    const key = !hasSecond(state) ? "" : sample2 ? `${sample2} ${kind().form}` : "cut";
    if (key === brought) return undefined;
    brought = key;
    if (!key || key === "cut") return scene.setSecond(key ? base : null);
    try {
      const { pattern } = await patternOf({ sample: sample2 }, "auto", kind());
      if (brought === key) scene.setSecond(pattern);
    } catch (error) {
      brought = "";
      onProblem(error);
    }
    return undefined;
  }
  const line = createLine(place, {
    titleOf: (name) => samples.find((one) => one.name === name)?.title ?? name,
    grab,
    onDrop: () => store.set({ ...NO_SCENE, transform: store.get().transform }),
    onPlain: () => store.set({ transform: "" }),
  });
  return {
    base(pattern) {
      base = pattern;
      if (brought === "cut") scene.setSecond(pattern);
    },
    follow,
    paint: line.paint,
  };
}

function createLine(place, { titleOf, grab, onDrop, onPlain }) {
  const which = segmented(
    TEXT.moves,
    ["first", "second"].map((value) => ({ value, text: TEXT.names[value], title: TEXT.grab[value] })),
    grab,
  );
  const name = el("span");
  const close = (label, onclick) =>
    el("button.square", { type: "button", title: label, "aria-label": label, onclick }, icon("close"));
  const second = el("div.line", {}, which.element, name, el("span.push"), close(TEXT.drop, onDrop));
  const canvas = el("canvas.pixels", { "aria-hidden": "true" });
  const done = el("span");
  const cover = el("button", { type: "button", title: TEXT.cover.explain, onclick: () => grab("cover") }, TEXT.cover.title);
  const transform = el("div.line", {}, canvas, done, cover, el("span.push"), close(TEXT.plain, onPlain));
  place.append(second, transform);
  return {
    show(state, held) {
      second.hidden = !hasSecond(state);
      transform.hidden = !state.transform;
      place.hidden = second.hidden && transform.hidden;
      which.show(held);
      say(name, state.sample2 ? TEXT.second(titleOf(state.sample2)) : TEXT.cut);
      say(done, TEXT.transformed);
      cover.hidden = !coverOf(state);
      cover.setAttribute("aria-pressed", String(held === "cover"));
    },
    /** The picture as it reaches the models, once an answer has brought it. */
    paint(frame) {
      if (transform.hidden) return;
      const { input } = findModel(frame, frame.models[0].id);
      const [, height, width] = input.shape;
      paintPicture(canvas, input, Math.max(1, Math.floor(SIDE / Math.max(height, width))));
    },
  };
}
