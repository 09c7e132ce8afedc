// "The lineage": the timeline of ideas, two of them side by side on the same picture, and the degradation measured.
// Nothing is asked before the section comes near the screen; a link with `lineage=` brings it into view.
import { el, say, stylesheet } from "../../ui/dom.js";
import { holdInView } from "../../ui/hold_in_view.js";
import { onTheme } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { createDegradation } from "./degradation.js";
import { firstPair, formatPair, parsePair } from "./links.js";
import { createPair } from "./pair.js";
import { words } from "../../i18n/i18n.js";
import { createPicker, createTimeline } from "./timeline.js";

const TEXT = await words("lineage");

const REST = 150; // ms without a new picture before anything is asked again

export async function mountLineage(container, first) {
  await stylesheet("/static/css/panel_lineage.css");
  let context = first;
  let parts = null; // {timeline, picker, pair, degradation, steps}
  let visible = false;
  let loading = false;
  let settled = null;
  let gone = false;

  const status = el("p.lmuted", { role: "status" });
  const body = el("div.tbody");
  container.classList.add("lineage");
  container.append(el("header.lhead", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)), status, body);

  async function load() {
    loading = true;
    try {
      const { steps, twins } = await context.request.lineage();
      if (gone) return;
      const { models } = context;
      const choose = (pair) =>
        context.setState({ lineage: formatPair(pair), models: shown(pair), stage: null, channel: null, view: null });
      parts = {
        steps,
        timeline: createTimeline(steps, models, { onChoose: choose }),
        picker: createPicker(steps, choose),
        pair: createPair(context),
        degradation: createDegradation(twins, models),
      };
      body.append(parts.timeline.element, parts.picker.element, parts.pair.element, parts.degradation.element);
      say(status, "");
      refresh();
    } catch (error) {
      loading = false; // the next look tries again
      say(status, TEXT.failed(error.message));
    }
  }

  /** The models of a pair that can be shown; none of them: the rows stay as they are. */
  function shown(pair) {
    const ids = pair.map(({ model }) => model).filter((id) => context.models.find((model) => model.id === id)?.top1 != null);
    return ids.length ? ids : context.state.models;
  }

  /** What makes an answer what it is beside the model: the picture and its place. */
  function place() {
    const { frame, state } = context;
    let hash = 0;
    for (const value of findModel(frame, state.models[0])?.input.data ?? frame.models[0].input.data)
      hash = (hash * 31 + value) | 0;
    return [hash, frame.dx, frame.dy, frame.edge, frame.fit].join();
  }

  function refresh() {
    if (!visible || gone) return;
    if (!parts) return void (loading || load());
    const pair = parsePair(context.state.lineage, parts.steps) ?? firstPair(parts.steps);
    const now = { ...context, place: place() };
    parts.timeline.show(pair, context.state);
    parts.picker.show(pair);
    parts.pair.show(pair, now);
    parts.degradation.show(now);
  }

  const observer = new IntersectionObserver(
    (entries) => {
      visible = entries.at(-1).isIntersecting;
      refresh();
    },
    { rootMargin: "120px 0px" },
  );
  observer.observe(container);
  const unwatch = onTheme(refresh);
  const release = first.state.lineage && !first.state.stage ? holdInView(container) : () => {};

  return {
    update(next) {
      const before = context;
      context = next;
      if (before.state.lineage !== next.state.lineage || before.state.models.join() !== next.state.models.join())
        return refresh();
      if (!visible || before.frame === next.frame) return;
      clearTimeout(settled);
      settled = setTimeout(refresh, REST);
    },
    destroy() {
      gone = true;
      clearTimeout(settled);
      observer.disconnect();
      unwatch();
      release();
      for (const part of [parts?.pair, parts?.degradation]) part?.destroy();
      container.replaceChildren();
    },
  };
}
