// @ts-check
// Where the pattern stands: the scene and the controls below it. Moving comes from mouse, finger, keys, sweep; all end in moveTo.
import { icon, say, segmented } from "../ui/dom.js";
import { signed } from "../lib/format.js";
import { createPatchGrid } from "./patch_grid.js";
import { createScene } from "./scene.js";
import { t } from "../i18n/i18n.js";
import { createSweep } from "./sweep.js";

const LARGE = 64; // px: inputs beyond this are photographs
const clamp = (value, most) => Math.max(-most, Math.min(most, value));

/**
 * `$(name)` finds an element of the template; `limits()` {width, height} of the input; `onHold(on)`; `ready()` see sweep.js;
 * `lights` of page/hover.js.
 */
export function createPlace($, store, { limits, onHold, ready, lights }) {
  let movedAt; // when the person's event happened, for the timing of the frame that answers it
  const moveTo = (dx, dy, event) => {
    movedAt = event?.timeStamp;
    store.set({ dx: clamp(dx, limits().width), dy: clamp(dy, limits().height) });
    movedAt = undefined;
  };
  const byHand = (dx, dy, event) => {
    sweep.stop();
    moveTo(dx, dy, event);
  };
  const sweep = createPlaying($, store, { go: moveTo, ready, onHold });
  const scene = createScene($("scene"), $("overlay"), {
    onDrag: byHand,
    onHold,
    onHover: lights.overPixel,
    onLeave: lights.leave,
  });
  const grid = createPatchGrid($("grid"), { onTurn: (value) => store.set({ grid: value }), draw: scene.grid });
  const pin = () => store.set({ reference: [store.get().dx, store.get().dy] });
  const reset = () => {
    sweep.stop();
    store.set({ dx: 0, dy: 0, reference: [0, 0] });
  };
  $("pin").addEventListener("click", pin);
  $("reset").addEventListener("click", reset);
  const show = createReadout($, store);

  return {
    scene,
    grid,
    pin,
    reset,
    play: sweep.turn,
    stop: sweep.stop,
    get movedAt() {
      return movedAt;
    },
    /** By keys; a large input's Shift goes twice as far. */
    moveBy(x, y, event) {
      const far = event?.shiftKey && limits().width > LARGE ? 2 : 1;
      byHand(store.get().dx + far * x, store.get().dy + far * y, event);
    },
    show(state) {
      scene.update(state);
      show(state);
    },
  };
}

/** The sweep with its button and its choice of paths. */
function createPlaying($, store, { go, ready, onHold }) {
  const sweep = createSweep({
    go,
    ready,
    onChange(playing) {
      onHold(playing);
      show(playing);
    },
  });
  const show = (playing) => {
    $("play").replaceChildren(icon(playing ? "stop" : "play"));
    $("play").title = t(playing ? "scene.stop" : "scene.play");
    $("play").setAttribute("aria-label", $("play").title);
  };
  const play = () => sweep.play($("path").value, store.get().reference);
  const turn = () => (sweep.playing ? sweep.stop() : play());
  $("play").addEventListener("click", turn);
  $("path").addEventListener("change", () => sweep.playing && play());
  show(false);
  return { turn, stop: sweep.stop };
}

/** How far it is, where the pin is, and what becomes of what leaves the picture. */
function createReadout($, store) {
  const edge = segmented(
    t("scene.edge"),
    ["clip", "wrap"].map((value) => ({ value, text: t(`edge.${value}`), title: t(`edge.${value}.explain`) })),
    (value) => store.set({ edge: value }),
  );
  $("edge").append(edge.element);
  return (state) => {
    edge.show(state.edge);
    for (const axis of ["dx", "dy"]) say($(axis), signed(state[axis]));
    const [dx, dy] = state.reference;
    say($("pinned"), dx || dy ? t("scene.pinned", { dx: signed(dx), dy: signed(dy) }) : "");
    if (state.dx || state.dy) $("hint").hidden = true; // it has been understood
  };
}
