// The shift map, change against depth (live, or an example of the map's before any move), accuracy under shift, change against dx.
import { words } from "../../i18n/i18n.js";
import { signed } from "../../lib/format.js";
import { isPinned, moveFromPin } from "../../lib/scene.js";
import { el, say } from "../../ui/dom.js";
import { fileName } from "../../ui/figure_parts.js";
import { movingFigure, REST } from "../../ui/moving_figure.js";
import { figure, preload } from "../../ui/plot.js";
import { accuracySentences } from "./accuracy_words.js";
import { panel } from "./chart_parts.js";
import { accuracyCurves, ceiling, exampleOf, gapSentence, moveOf, nearest } from "./curves.js";
import { depthSpec, paintDepth } from "./depth_chart.js";
import { accuracySpec, sawSpec } from "./shift_charts.js";
import { mountShiftMap } from "./shift_map.js";
import { createTerms } from "./terms.js";

const text = await words("charts");

export function mountCharts(container, first) {
  preload();
  const charts = new Charts(container, first);
  return {
    update: (next) => charts.update(next),
    ready: charts.ready,
    destroy: () => charts.destroy(),
  };
}

/** `drawn`: which models, measure and kind of move the figures are for; `last`: the changes that the moving one shows. */
class Charts {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.settled = null;
    this.last = null;
    const mapBox = el("div.chart-map");
    const map = el("section.chart", { "aria-label": text.map.title }, mapBox);
    const panels = [map, this.depthPanel(), this.accuracyPanel(), this.sawPanel()];
    container.append(el("div.chart-grid", {}, panels));
    this.map = mountShiftMap(mapBox, context, () => this.newMaps());
    this.drawn = this.subject();
    this.depth = movingFigure(this.depthBox, {
      specify: (width) => depthSpec({ ...this.context, ...this.shown() }, width),
      paint: (canvas, box) => paintDepth(canvas, box, this.context, this.depth.spec.layout),
    });
    this.accuracy = figure(this.accuracyBox, (width) => accuracySpec(this.context, width));
    this.saw = figure(this.sawBox, (width) => sawSpec(this.context, this.map.current(), width));
    this.ready = Promise.all([this.depth.ready, this.accuracy.ready, this.saw.ready]);
    this.words();
    this.drawAccuracy();
    this.drawSaw();
  }

  /** The page's move; before there is one, an example out of the shift map; {frame: null} until that is there. */
  shown() {
    const { frame } = this.context;
    if (!isPinned(frame)) return { frame, example: false };
    const { maps, stale } = this.map.current();
    return { frame: maps && !stale ? exampleOf(maps) : null, example: true };
  }

  // --- the panels
  depthPanel() {
    this.definition = el("p.vcaption");
    this.depthBox = el("div.vfigure.chart-depth");
    this.gaps = el("p.vcaption", { role: "status" });
    this.terms = createTerms();
    const name = () => {
      const { state, frame } = this.context;
      return fileName("change", state.measure, `dx${frame.dx}`, `dy${frame.dy}`);
    };
    const saved = { plot: () => this.depth.element, name };
    const parts = [this.definition, this.depthBox, this.gaps, this.terms.element];
    return panel("section.chart", text.title, saved, ...parts);
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
    this.accuracyWords = el("div.chart-words");
    const saved = { plot: () => this.accuracy.element, name: () => "accuracy-under-shift" };
    const beside = el("div.chart-beside", {}, this.accuracyBox, this.accuracyWords);
    this.accuracySection = panel("section.chart", text.accuracy, saved, beside);
    return this.accuracySection;
  }

  // --- drawing
  drawAccuracy() {
    const { models, frame } = this.context;
    const curves = accuracyCurves(models, frame);
    this.accuracySection.hidden = !curves.length; // models without a card have none
    this.accuracyWords.replaceChildren(...accuracySentences(curves).map((sentence) => el("p", {}, sentence)));
    this.accuracy.redraw();
  }

  newMaps() {
    this.words();
    this.drawSaw();
    this.depth.update(false);
  }

  drawSaw() {
    const { stale, maps, depth, about } = this.map.current();
    this.sawSection.hidden = !maps; // nothing to show before: no empty box
    if (!maps) return;
    const stages = maps.models.map(({ model }) => text.sawStage(model.title, nearest(model, depth).title));
    this.sawBox.classList.toggle("is-behind", stale);
    say(this.sawNote, stale ? about : text.sawNote(stages));
    this.saw.redraw();
  }

  words() {
    const { models, state } = this.context;
    const { title, text: meaning } = text.measures[state.measure];
    const { frame, example } = this.shown();
    say(this.definition, text.definition(title, meaning));
    this.depthBox.hidden = !frame;
    const move = frame && !example ? moveFromPin(frame) : []; // a name where it is no move of the whole picture
    const whole = Array.isArray(move);
    const gaps = frame && whole ? gapSentence(frame, models, state.measure) : "";
    const what = frame ? text.example(...moveOf(frame).map(signed)) : text.drag;
    say(this.gaps, !whole ? text.scene[move] : example ? [what, gaps].filter(Boolean).join(" ") : gaps);
    this.terms.update(whole ? frame : null, models, example);
  }

  subject() {
    const { frame, state } = this.context;
    return JSON.stringify([frame.models.map(({ id }) => id), state.measure, isPinned(frame)]);
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
