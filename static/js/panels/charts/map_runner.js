// Computing the shift map without being asked: when its subject has come to rest, given up when it changes or is left, kept for a while.
import { pinnedQuery } from "../../lib/scene.js";
import { movesOf } from "./curves.js";

export const REACH = 10; // pixels in each direction
export const POSITIONS = (2 * REACH + 1) ** 2;
const REST = 350; // ms without a change of the subject
const KEPT = 6; // subjects whose maps stay
const LARGE = 2.5e11; // multiply-adds that begin by themselves: some ten seconds; all digits' and photos' models together take fewer

/** What the maps depend on; a move of the picture is not part of it. */
export const subjectOf = ({ picture, state, frame }) =>
  JSON.stringify([frame.models.map(({ id }) => id), picture, pinnedQuery(state)]);

/** Whether the models are so large that their maps are computed on demand only. */
export function isLarge({ frame, models }) {
  const macs = frame.models.map(({ id }) => models.find((model) => model.id === id)?.macs ?? Infinity);
  return POSITIONS * macs.reduce((total, one) => total + one, 0) > LARGE;
}

/**
 * `place`: the element that is looked at. onBegin(), onProgress(done, of), onMaps(maps, subject), onEnd(error or null).
 * `follow(context)` says what is wanted; `run()` computes it at once.
 */
export class MapRunner {
  constructor(place, handlers) {
    this.handlers = handlers;
    this.context = null;
    this.running = null; // {subject, controller}
    this.given = null; // a subject that was given up or refused: not begun again by itself
    this.kept = new Map(); // subject -> maps, the newest last
    this.taken = null; // the subject whose maps were handed on last
    this.timer = null;
    this.seen = false;
    this.observer = new IntersectionObserver(
      (entries) => {
        this.seen = entries.at(-1).isIntersecting;
        if (!this.seen && !place.getClientRects().length)
          this.stop(); // the section is left; merely out of view, it goes on
        else this.follow(this.context);
      },
      { rootMargin: "200px 0px" },
    );
    this.observer.observe(place);
  }

  follow(context) {
    this.context = context;
    if (!context) return;
    const subject = subjectOf(context);
    if (this.running && this.running.subject !== subject) this.stop();
    if (this.running || this.timer?.subject === subject) return;
    clearTimeout(this.timer?.id);
    this.timer = null;
    if (this.kept.has(subject)) return this.take(subject);
    if (!this.seen || subject === this.given || isLarge(context)) return;
    this.timer = { subject, id: setTimeout(() => this.run(), REST) };
  }

  take(subject) {
    if (this.taken === subject) return;
    this.taken = subject;
    const maps = this.kept.get(subject);
    this.kept.delete(subject);
    this.kept.set(subject, maps);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    this.handlers.onMaps(maps, subject);
  }

  async run() {
    this.stop();
    const { context } = this;
    const subject = subjectOf(context);
    const mine = (this.running = { subject, controller: new AbortController() });
    const { signal } = mine.controller;
    this.handlers.onBegin();
    let problem = null;
    try {
      const pinned = pinnedQuery(context.state);
      const progress = ({ done, of }) => Number.isFinite(done) && !signal.aborted && this.handlers.onProgress(done, of);
      const answer = await context.request.shiftMap({ ...pinned, extent: REACH }, progress, signal);
      if (signal.aborted) return;
      this.kept.set(subject, movesOf(answer, context.models, [pinned.dx, pinned.dy]));
    } catch (error) {
      if (signal.aborted) return;
      problem = error;
      if (error.type !== "unreachable") this.given = subject; // a server that comes back is asked again
    }
    this.running = null;
    if (!problem) this.take(subject);
    this.handlers.onEnd(problem);
  }

  /** Somebody wants no maps of this subject. */
  cancel() {
    this.given = this.running?.subject ?? null;
    this.stop();
  }

  stop() {
    clearTimeout(this.timer?.id);
    this.timer = null;
    this.running?.controller.abort();
    if (!this.running) return;
    this.running = null;
    this.handlers.onEnd(null);
  }

  destroy() {
    this.observer.disconnect();
    this.handlers = { ...this.handlers, onEnd() {} };
    this.stop();
  }
}
