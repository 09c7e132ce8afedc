// "The lineage": the timeline of ideas, two of them side by side on the same picture, and the degradation measured.
// Nothing is asked before the section comes near the screen.
import { fingerprint } from "../../lib/fingerprint.js";
import { stepInWords } from "../../i18n/documents.js";
import { words } from "../../i18n/i18n.js";
import { findModel } from "../../lib/wire.js";
import { el } from "../../ui/dom.js";
import { onTheme } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { createDegradation } from "./degradation.js";
import { createDepths } from "./depths.js";
import { firstPair, formatPair, isOfTwins, parsePair, seen } from "./links.js";
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
    this.waiting = createWaiting();
    this.body = el("div");
    container.classList.add("panel-lineage");
    container.append(el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)), this.waiting.element, this.body);
    this.watch();
  }

  watch() {
    this.observer = new IntersectionObserver(
      (entries) => {
        this.visible = entries.at(-1).isIntersecting;
        this.refresh();
      },
      { rootMargin: "120px 0px" },
    );
    this.observer.observe(this.container);
    this.unwatch = onTheme(() => this.refresh());
  }

  // --- the steps
  async load() {
    this.loading = true;
    this.waiting.busy(TEXT.loading);
    try {
      const { request } = this.context;
      const [{ steps, twins }, depths] = await Promise.all([request.lineage(), request.depthStudy()]);
      if (this.gone) return;
      this.build({ steps: steps.map(stepInWords), twins, depths });
      this.waiting.done();
      this.refresh();
    } catch (error) {
      this.loading = false; // the next look tries again
      this.waiting.fail(TEXT.failed(error.message), () => this.load());
    }
  }

  build({ steps, twins, depths }) {
    const { models } = this.context;
    this.parts = {
      steps,
      twins,
      timeline: createTimeline(steps, models, { onChoose: this.choose, onSee: this.see }),
      picker: createPicker(steps, this.choose),
      pair: createPair({ onRows: this.toRows }),
      degradation: createDegradation(twins, models),
      depths: createDepths(depths),
    };
    const { timeline, picker, pair, degradation, depths: deep } = this.parts;
    this.body.append(timeline.element, picker.element, pair.element, degradation.element, deep.element);
  }

  /** The pair comes into view; what stands in the rows stays. */
  choose = (pair) => {
    this.context.setState({ lineage: formatPair(pair) });
    const { element } = this.parts.pair;
    const { top } = element.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) element.scrollIntoView({ block: "start" });
  };

  toRows = () =>
    this.context.lead({ section: "rows", models: this.shown(this.pair()), stage: null, channel: null, view: null });

  see = (step) => this.context.lead(seen(step, [step.model]));

  pair() {
    const { steps } = this.parts;
    return parsePair(this.context.state.lineage, steps) ?? firstPair(steps);
  }

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
    const pair = this.pair();
    const now = { ...context, place: this.place() };
    parts.timeline.show(pair, context.state);
    parts.picker.show(pair);
    parts.pair.show(pair, now);
    const measured = isOfTwins(pair, parts.twins);
    parts.degradation.element.hidden = !measured;
    if (measured) parts.degradation.show(now);
    parts.depths.show(now);
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
    this.parts?.pair.destroy();
    this.parts?.degradation.destroy();
    this.parts?.depths.destroy();
    this.container.replaceChildren();
  }
}
