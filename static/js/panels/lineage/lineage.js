// "The lineage": the timeline of ideas, two of them side by side on the same picture, and the degradation measured.
// Nothing is asked before the section comes near the screen; a link with `lineage=` brings it into view.
import { fingerprint } from "../../lib/fingerprint.js";
import { words } from "../../i18n/i18n.js";
import { findModel } from "../../lib/wire.js";
import { el, say } from "../../ui/dom.js";
import { holdInView } from "../../ui/hold_in_view.js";
import { onTheme } from "../../ui/plot.js";
import { createDegradation } from "./degradation.js";
import { firstPair, formatPair, parsePair } from "./links.js";
import { createPair } from "./pair.js";
import { createPicker } from "./picker.js";
import { createTimeline } from "./timeline.js";

const TEXT = await words("lineage");

const REST = 150; // ms without a new picture before anything is asked again

export function mountLineage(container, first) {
  const panel = new LineagePanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/** `parts`: the steps and what shows them, once they have come. */
class LineagePanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.parts = null;
    this.visible = false;
    this.loading = false;
    this.settled = null;
    this.gone = false;
    this.status = el("p.muted", { role: "status" });
    this.body = el("div");
    container.classList.add("panel-lineage");
    container.append(el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)), this.status, this.body);
    this.watch();
  }

  watch() {
    const { state } = this.context;
    this.observer = new IntersectionObserver(
      (entries) => {
        this.visible = entries.at(-1).isIntersecting;
        this.refresh();
      },
      { rootMargin: "120px 0px" },
    );
    this.observer.observe(this.container);
    this.unwatch = onTheme(() => this.refresh());
    this.release = state.lineage && !state.stage ? holdInView(this.container) : () => {};
  }

  // --- the steps
  async load() {
    this.loading = true;
    try {
      const found = await this.context.request.lineage();
      if (this.gone) return;
      this.build(found);
      say(this.status, "");
      this.refresh();
    } catch (error) {
      this.loading = false; // the next look tries again
      say(this.status, TEXT.failed(error.message));
    }
  }

  build({ steps, twins }) {
    const { models } = this.context;
    this.parts = {
      steps,
      timeline: createTimeline(steps, models, { onChoose: this.choose }),
      picker: createPicker(steps, this.choose),
      pair: createPair(),
      degradation: createDegradation(twins, models),
    };
    const { timeline, picker, pair, degradation } = this.parts;
    this.body.append(timeline.element, picker.element, pair.element, degradation.element);
  }

  choose = (pair) => {
    const models = this.shown(pair);
    this.context.setState({ lineage: formatPair(pair), models, stage: null, channel: null, view: null });
  };

  /** The models of a pair that can be shown; none of them: the rows stay as they are. */
  shown(pair) {
    const { models, state } = this.context;
    const ids = pair.map(({ model }) => model).filter((id) => models.find((model) => model.id === id)?.top1 != null);
    return ids.length ? ids : state.models;
  }

  // --- showing
  /** What makes an answer what it is beside the model: the picture and its place. */
  place() {
    const { frame, state } = this.context;
    const { data } = (findModel(frame, state.models[0]) ?? frame.models[0]).input;
    return [fingerprint(data), frame.dx, frame.dy, frame.edge, frame.fit].join();
  }

  refresh() {
    if (!this.visible || this.gone) return;
    if (!this.parts) return void (this.loading || this.load());
    const { context, parts } = this;
    const pair = parsePair(context.state.lineage, parts.steps) ?? firstPair(parts.steps);
    const now = { ...context, place: this.place() };
    parts.timeline.show(pair, context.state);
    parts.picker.show(pair);
    parts.pair.show(pair, now);
    parts.degradation.show(now);
  }

  update(next) {
    const before = this.context;
    this.context = next;
    if (before.state.lineage !== next.state.lineage || before.state.models.join() !== next.state.models.join())
      return this.refresh();
    if (!this.visible || before.frame === next.frame) return;
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.refresh(), REST);
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.settled);
    this.observer.disconnect();
    this.unwatch();
    this.release();
    this.parts?.pair.destroy();
    this.parts?.degradation.destroy();
    this.container.replaceChildren();
  }
}
