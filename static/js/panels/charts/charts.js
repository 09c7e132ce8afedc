// Below the rows: change against depth (live), change against dx, accuracy under shift, and the shift map they share.
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { fileName } from "../../ui/figure_parts.js";
import { movingFigure, REST } from "../../ui/moving_figure.js";
import { figure, preload } from "../../ui/plot.js";
import { panel } from "./chart_parts.js";
import { accuracyCurves, ceiling, gapSentence, nearest } from "./curves.js";
import { depthSpec, paintDepth } from "./depth_chart.js";
import { accuracySpec, sawSpec } from "./shift_charts.js";
import { mountShiftMap } from "./shift_map.js";

const TEXT = await words("stage_view");

const text = TEXT.charts;

export function mountCharts(container, first) {
  preload();
  const charts = new Charts(container, first);
  return {
    update: (next) => charts.update(next),
    ready: charts.ready,
    destroy: () => charts.destroy(),
  };
}

/** `drawn`: which models and measure the figures are for; `last`: the changes that the moving one shows. */
class Charts {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.settled = null;
    this.last = null;
    this.drawn = this.subject();
    const mapBox = el("div.chart-map");
    const map = el("section.chart.is-wide", { "aria-label": TEXT.map.title }, mapBox);
    container.append(this.depthPanel(), map, this.sawPanel(), this.accuracyPanel());
    this.depth = movingFigure(this.depthBox, {
      specify: (width) => depthSpec(this.context, width),
      paint: (canvas, box) => paintDepth(canvas, box, this.context, this.depth.spec.layout),
    });
    this.accuracy = figure(this.accuracyBox, (width) => accuracySpec(this.context, width));
    this.map = mountShiftMap(mapBox, context, () => this.drawSaw());
    this.saw = figure(this.sawBox, (width) => sawSpec(this.context, this.map.current(), width));
    this.ready = Promise.all([this.depth.ready, this.accuracy.ready, this.saw.ready]);
    this.depth.ready.finally(() => container.classList.remove("coming"));
    this.words();
    this.drawAccuracy();
    this.drawSaw();
  }

  // --- the panels
  depthPanel() {
    this.definition = el("p.vcaption");
    this.depthBox = el("div.vfigure.chart-depth");
    this.gaps = el("p.vcaption", { role: "status" });
    const name = () => {
      const { state, frame } = this.context;
      return fileName("change", state.measure, `dx${frame.dx}`, `dy${frame.dy}`);
    };
    const saved = { plot: () => this.depth.element, name };
    return panel("section.chart.is-wide", text.title, saved, this.definition, this.depthBox, this.gaps);
  }

  sawPanel() {
    this.sawBox = el("div.vfigure.chart-saw");
    this.sawNote = el("p.vcaption");
    const name = () => fileName("change-against-dx", this.context.state.measure);
    const saved = { plot: () => this.saw.element, name };
    return (this.sawSection = panel("section.chart", text.saw, saved, this.sawBox, this.sawNote));
  }

  accuracyPanel() {
    this.accuracyBox = el("div.vfigure.chart-accuracy");
    const note = el("p.vcaption", {}, text.accuracyNote);
    const saved = { plot: () => this.accuracy.element, name: () => "accuracy-under-shift" };
    this.accuracySection = panel("section.chart.is-last", text.accuracy, saved, this.accuracyBox, note);
    return this.accuracySection;
  }

  // --- drawing
  drawAccuracy() {
    const { models, frame } = this.context;
    this.accuracySection.hidden = !accuracyCurves(models, frame).length; // models without a card have none
    this.accuracy.redraw();
  }

  drawSaw() {
    const { stale, maps, depth } = this.map.current();
    this.sawSection.hidden = !maps; // nothing to show before: no empty box
    if (!maps) say(this.sawNote, "");
    else if (stale) say(this.sawNote, TEXT.map.stale);
    else {
      const stages = maps.models.map(({ model }) => text.sawStage(model.title, nearest(model, depth).title));
      say(this.sawNote, text.sawNote(stages));
    }
    this.saw.redraw();
  }

  words() {
    const { frame, models, state } = this.context;
    const { title, text: meaning } = text.measures[state.measure];
    say(this.definition, text.definition(title, meaning));
    say(this.gaps, gapSentence(frame, models, state.measure, state.reference));
  }

  subject() {
    const { frame, state } = this.context;
    return JSON.stringify([frame.models.map(({ id }) => id), state.measure]);
  }

  update(next) {
    const before = this.context;
    this.context = next;
    this.map.update(next);
    if (before.frame === next.frame && before.state.measure === next.state.measure) return;
    this.words();
    const now = this.subject();
    if (now === this.drawn) return this.move();
    this.drawn = now;
    this.depth.update(false);
    this.drawAccuracy();
    this.drawSaw();
  }

  /** The same models and measure: the lines move on the canvas while they stay below the axis's end, then come to rest. */
  move() {
    const { frame, state } = this.context;
    const key = JSON.stringify(frame.models.map(({ stages }) => stages.map(({ change }) => change)));
    if (key === this.last) return;
    this.last = key;
    const { spec } = this.depth;
    this.depth.update(!spec || ceiling(frame, state.measure) <= spec.layout.yaxis.range[1]);
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.depth.update(false), REST);
  }

  destroy() {
    clearTimeout(this.settled);
    for (const part of [this.depth, this.accuracy, this.saw, this.map]) part.destroy();
    this.container.replaceChildren();
  }
}
