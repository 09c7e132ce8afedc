// @ts-check
// Where the pattern stands: the scene and the controls below it. Moving comes from mouse, finger, keys, sweep; all end in moveTo.
import { icon, say, segmented } from "../ui/dom.js";
import { hasSecond, pinOf } from "../lib/scene.js";
import { signed } from "../lib/format.js";
import { stepOf } from "../lib/pairs.js";
import { createHeld } from "./held.js";
import { createPatchGrid } from "./patch_grid.js";
import { createScene } from "./scene.js";
import { t } from "../i18n/i18n.js";
import { createSweep } from "./sweep.js";

const LARGE = 64; // px: inputs beyond this are photographs
/** Within the input, and on the grid where there is one. */
const snapped = (value, most, state) => stepOf(state) * Math.round(clamp(value, most) / stepOf(state));
const clamp = (value, most) => Math.max(-most, Math.min(most, value));

/**
 * `$(name)` finds an element of the template; `limits()` {width, height} of the input; `onHold(on)`; `onGrab()` when a pattern is
 * taken; `ready()` see sweep.js; `lights` of page/hover.js.
 */
export function createPlace($, store, { limits, onHold, onGrab, ready, lights }) {
  const held = createHeld(store);
  let movedAt; // when the person's event happened, for the timing of the frame that answers it
  const moveTo = (dx, dy, event) => {
    movedAt = event?.timeStamp;
    const { width, height } = limits();
    store.set(held.to(snapped(dx, width, store.get()), snapped(dy, height, store.get())));
    movedAt = undefined;
  };
  const byHand = (dx, dy, event) => {
    sweep.stop();
    moveTo(dx, dy, event);
  };
  const sweep = createPlaying($, { from: () => held.pinned(), go: moveTo, ready, onHold });
  const scene = createScene($("scene"), $("overlay"), {
    onGrab: (which) => grab(which),
    onDrag: byHand,
    onHold,
    onHover: lights.overPixel,
    onLeave: lights.leave,
  });
  const grid = createPatchGrid($("grid"), { onTurn: (value) => store.set({ grid: value }), draw: scene.grid });
  const pin = () => store.set(pinOf(store.get()));
  const reset = () => {
    sweep.stop();
    store.set(startOf(store.get()));
  };
  const grab = (which) => {
    held.hold(which);
    show(store.get());
    onGrab();
  };
  $("pin").addEventListener("click", pin);
  $("reset").addEventListener("click", reset);
  const show = createReadout($, store, held);

  return {
    scene,
    grid,
    pin,
    reset,
    play: sweep.turn,
    stop: sweep.stop,
    held,
    grab,
    get movedAt() {
      return movedAt;
    },
    /** By keys; a large input's Shift goes twice as far. */
    moveBy(x, y, event) {
      const far = event?.shiftKey && limits().width > LARGE ? 2 : stepOf(store.get());
      const [across, down] = held.at();
      byHand(across + far * x, down + far * y, event);
    },
    show(state) {
      scene.update(state);
      show(state);
    },
  };
}

/** The sweep with its button and its choice of paths; `from()`: the pinned place of what it moves. */
function createPlaying($, { from, go, ready, onHold }) {
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
  const play = () => sweep.play($("path").value, from());
  const turn = () => (sweep.playing ? sweep.stop() : play());
  $("play").addEventListener("click", turn);
  $("path").addEventListener("change", () => sweep.playing && play());
  show(false);
  return { turn, stop: sweep.stop };
}

/** One pattern goes to the middle, and is pinned there; of two, which would lie on each other, each goes back to its pin. */
function startOf(state) {
  const [[dx, dy], [dx2, dy2]] = [state.reference, state.reference2];
  if (hasSecond(state)) return { dx, dy, dx2, dy2, transform: state.rtransform };
  const at = { dx: 0, dy: 0, dx2: 0, dy2: 0, transform: "" };
  return { ...at, ...pinOf(at) };
}

/** How far it is, where the pin is, and what becomes of what leaves the picture. */
function createReadout($, store, held) {
  const edge = segmented(
    t("scene.edge"),
    ["clip", "wrap"].map((value) => ({ value, text: t(`edge.${value}`), title: t(`edge.${value}.explain`) })),
    (value) => store.set({ edge: value }),
  );
  $("edge").append(edge.element);
  return (state) => {
    edge.show(state.edge);
    const covering = held.which === "cover"; // its place is seen; what is read off stays that of the pattern
    const at = covering ? [state.dx, state.dy] : held.at(state);
    at.forEach((value, i) => say($(["dx", "dy"][i]), signed(value)));
    const [dx, dy] = covering ? state.reference : held.pinned(state);
    say($("pinned"), dx || dy ? t("scene.pinned", { dx: signed(dx), dy: signed(dy) }) : "");
    if (state.dx || state.dy) $("hint").hidden = true; // it has been understood
  };
}
