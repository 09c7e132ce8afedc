// @ts-check
// From the newest frame to the screen: scales, cards, predictions. At most once per screen frame, and at once where it can.
import { isPinned, moveFromPin } from "../lib/scene.js";
import { colourMap, stageScales } from "../lib/colour.js";

/** `rows` of rows.js; `look()` gives {scale, measure, theme, hover, references}. `onPaint(listener)`: told of each painted frame. */
export function createPainter(rows, look) {
  const listeners = [];
  let frame = null;
  let scales = null;
  let held = false;
  let due = null; // requestAnimationFrame id
  let fresh = true; // nothing painted yet in this screen frame
  let timing = null;

  function paint() {
    due = null;
    if (!frame) return;
    fresh = false;
    requestAnimationFrame(() => {
      fresh = true;
    });
    const { scale, measure, theme, hover, references } = look();
    const began = performance.now();
    if (!held || !fit(scales, scale, frame)) scales = { kind: scale, map: stageScales(frame, scale) };
    const moved = moveFromPin(frame);
    const still = isPinned(frame);
    rows.paint(frame, { scales: scales.map, own: scale === "unit", measure, moved, still, theme, held, hover, references });
    if (timing) measureTimes(timing, began, frame);
    timing = null;
    for (const listener of listeners) listener(frame);
  }

  return {
    onPaint: (listener) => listeners.push(listener),
    get frame() {
      return frame;
    },
    get held() {
      return held;
    },
    /** A new frame: painted now, unless this screen frame has been painted already; then at the next. */
    show(next, times) {
      frame = next;
      timing = times;
      if (fresh) paint();
      else this.later();
    },
    /** Something else than the data has changed: hover, theme, scale. */
    later() {
      due ??= requestAnimationFrame(paint);
    },
    /** While the pattern moves, the colours keep their meaning. */
    hold(on) {
      held = on;
      if (!on) this.later();
    },
    warm: (theme) => [true, false].forEach((signed) => colourMap(theme, signed)),
  };
}

/** Whether held scales are of this kind, and have every stage of the frame. */
const fit = (scales, kind, frame) =>
  scales?.kind === kind &&
  frame.models.every((model) => model.stages.every((stage) => scales.map.has(`${model.id}/${stage.name}`)));

// For bench/browser.py: one measure per frame, from the person's move to the last map painted.
function measureTimes({ moved, sent, received, decoded, bytes }, began, frame) {
  if (moved === undefined) return;
  const painted = performance.now();
  const server = frame.models.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  performance.measure("mixscope:frame", {
    start: moved,
    end: painted,
    detail: {
      queue: sent - moved,
      answer: received - sent,
      models: server,
      decode: decoded - received,
      wait: began - decoded,
      paint: painted - began,
      bytes,
      stages: frame.models.reduce((n, { stages }) => n + stages.filter(({ tiles }) => tiles).length, 0),
    },
  });
  if (performance.getEntriesByName("mixscope:frame").length > 2000) performance.clearMeasures("mixscope:frame");
}
