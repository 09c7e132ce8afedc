// Below the rows: change against depth (live), change against dx, accuracy under shift, and the shift map they share.
import { el, say } from "../../ui/dom.js";
import { movingFigure, REST } from "../../ui/moving_figure.js";
import { figure, preload, theme } from "../../ui/plot.js";
import { accuracyCurves, ceiling, depthCurves, gapSentence, nearest, sawCurves } from "./curves.js";
import { mountShiftMap } from "./shift_map.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");

const text = TEXT.charts;
const MARGIN = { l: 50, t: 30, r: 18, b: 40 };

export function mountCharts(container, first) {
  let context = first;
  let settled = null;
  let last = null;
  preload();

  const definition = el("p.vcaption");
  const gaps = el("p.vcaption", { role: "status" });
  const depthBox = el("div.vfigure.chart-depth");
  const sawBox = el("div.vfigure.chart-saw");
  const sawNote = el("p.vcaption");
  const sawSave = saveButtons(
    () => saw.element,
    () => fileName("change-against-dx", context.state.measure),
  );
  const sawPanel = el("section.vchart", { "aria-label": text.saw }, head(text.saw, sawSave), sawBox, sawNote);
  const accuracyBox = el("div.vfigure.chart-accuracy");
  const accuracySave = saveButtons(
    () => accuracy.element,
    () => "accuracy-under-shift",
  );
  const accuracyPanel = el(
    "section.vchart.chart-last",
    { "aria-label": text.accuracy },
    head(text.accuracy, accuracySave),
    accuracyBox,
    el("p.vcaption", {}, text.accuracyNote),
  );
  const mapBox = el("div.chart-map");
  container.append(
    el(
      "section.vchart.is-wide",
      { "aria-label": text.title },
      head(
        text.title,
        saveButtons(
          () => depth.element,
          () => fileName("change", context.state.measure, `dx${context.frame.dx}`, `dy${context.frame.dy}`),
        ),
      ),
      definition,
      depthBox,
      gaps,
    ),
    el("section.vchart.is-wide", { "aria-label": TEXT.map.title }, mapBox),
    sawPanel,
    accuracyPanel,
  );

  const depth = movingFigure(depthBox, {
    specify: (width) => depthSpec(context, width),
    paint: (canvas, box) => paintDepth(canvas, box, context, depth.spec.layout),
  });
  const accuracy = figure(accuracyBox, (width) => accuracySpec(context, width));
  const map = mountShiftMap(mapBox, context, () => drawSaw());
  const saw = figure(sawBox, (width) => sawSpec(context, map.current(), width));

  function drawAccuracy() {
    accuracyPanel.hidden = !accuracyCurves(context.models, context.frame).length; // models without a card have none
    accuracy.redraw();
  }

  function drawSaw() {
    const { stale, maps, depth } = map.current();
    sawPanel.hidden = !maps; // nothing to show before: no empty box
    say(
      sawNote,
      !maps
        ? ""
        : stale
          ? TEXT.map.stale
          : text.sawNote(maps.models.map(({ model }) => `${model.title} ${nearest(model, depth).title}`)),
    );
    saw.redraw();
  }

  function words() {
    const { measure } = context.state;
    say(definition, `${text.measures[measure].title}: ${text.measures[measure].text}.`);
    say(gaps, gapSentence(context.frame, context.models, measure, context.state.reference));
  }
  depth.ready.finally(() => container.classList.remove("coming"));
  words();
  drawAccuracy();
  drawSaw();

  const subjects = () => context.frame.models.map(({ id }) => id).join();
  let drawn = { subjects: subjects(), measure: context.state.measure };
  return {
    update(next) {
      const before = context;
      context = next;
      map.update(context);
      if (before.frame === context.frame && before.state.measure === context.state.measure) return;
      words();
      const now = { subjects: subjects(), measure: context.state.measure };
      const same = now.subjects === drawn.subjects && now.measure === drawn.measure;
      drawn = now;
      if (!same) {
        depth.update(false);
        drawAccuracy();
        drawSaw();
        return;
      }
      const key = JSON.stringify(context.frame.models.map(({ stages }) => stages.map(({ change }) => change)));
      if (key === last) return;
      last = key;
      depth.update(!depth.spec || ceiling(context.frame, now.measure) <= depth.spec.layout.yaxis.range[1]);
      clearTimeout(settled);
      settled = setTimeout(() => depth.update(false), REST);
    },
    ready: Promise.all([depth.ready, accuracy.ready, saw.ready]),
    destroy() {
      clearTimeout(settled);
      for (const part of [depth, accuracy, saw, map]) part.destroy();
      container.replaceChildren();
    },
  };
}

const LEGEND = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 1.0,
  yanchor: "bottom",
  font: { size: 12 },
  bgcolor: "rgba(0,0,0,0)",
  itemsizing: "constant",
};
const dash = ({ version }) => (version === "shifted" ? "dash" : "solid");

function depthSpec({ frame, models, state }, width) {
  const colours = theme();
  const { measure } = state;
  const height = 290;
  const top = ceiling(frame, measure);
  return {
    box: { left: MARGIN.l, top: MARGIN.t, width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b },
    traces: depthCurves(frame, models, measure).map(({ model, x, y, titles }) => ({
      type: "scatter",
      mode: "lines+markers",
      name: model.title,
      x,
      y,
      customdata: titles,
      connectgaps: false,
      line: { color: colours.family(model.family), width: 2, dash: dash(model) },
      marker: { size: 7, color: colours.family(model.family) },
      hovertemplate: `%{customdata}<br><b>%{y:.4~g}</b><extra>${model.title}</extra>`,
    })),
    layout: {
      width,
      height,
      margin: MARGIN,
      showlegend: true,
      legend: LEGEND,
      hovermode: "closest",
      xaxis: { title: text.depth, range: [0, 1.02], tickformat: ".1f", dtick: width < 500 ? 0.5 : 0.1, showgrid: false },
      yaxis: {
        title: text.measures[measure].title,
        range: [measure === "cosine" ? Math.min(-0.25, lowest(frame)) : 0, top],
        zeroline: true,
      },
    },
  };
}

const lowest = (frame) =>
  Math.min(...frame.models.flatMap(({ stages }) => stages.map(({ change }) => change.cosine ?? 0))) * 1.1;

function paintDepth(canvas, box, { frame, models, state }, { xaxis, yaxis }) {
  const colours = theme();
  const x = (value) => (box.width * (value - xaxis.range[0])) / (xaxis.range[1] - xaxis.range[0]);
  const y = (value) => box.height * (1 - (value - yaxis.range[0]) / (yaxis.range[1] - yaxis.range[0]));
  canvas.lineWidth = 2;
  for (const { model, x: depths, y: changes } of depthCurves(frame, models, state.measure)) {
    canvas.strokeStyle = canvas.fillStyle = colours.family(model.family);
    canvas.setLineDash(model.version === "shifted" ? [9, 9] : []);
    canvas.beginPath();
    depths.forEach((depth, i) => {
      if (changes[i] === null) return;
      if (i && changes[i - 1] !== null) canvas.lineTo(x(depth), y(changes[i]));
      else canvas.moveTo(x(depth), y(changes[i]));
    });
    canvas.stroke();
    depths.forEach((depth, i) => {
      if (changes[i] === null) return;
      canvas.beginPath();
      canvas.arc(x(depth), y(changes[i]), 3.5, 0, 7);
      canvas.fill();
    });
  }
}

function accuracySpec({ models, frame }, width) {
  const colours = theme();
  const curves = accuracyCurves(models, frame);
  const height = 270;
  return {
    traces: curves.map(({ model, shown, x, y }) => ({
      type: "scatter",
      mode: "lines+markers",
      name: model.title,
      x,
      y,
      opacity: shown ? 1 : 0.45,
      showlegend: shown,
      line: { color: colours.family(model.family), width: shown ? 2 : 1.5, dash: dash(model) },
      marker: { size: shown ? 6 : 4, color: colours.family(model.family) },
      hovertemplate: `shift %{x} px<br><b>%{y:.2f} %</b><extra>${model.title}</extra>`,
    })),
    layout: {
      width,
      height,
      margin: MARGIN,
      showlegend: true,
      legend: LEGEND,
      hovermode: "closest",
      xaxis: {
        title: text.accuracyAxis,
        tickvals: [...new Set(curves.flatMap(({ x }) => x))],
        showgrid: false,
        range: [-0.3, 8.3],
      },
      yaxis: { title: text.percent, range: [0, 102] },
    },
  };
}

function sawSpec({ state }, { maps, depth }, width) {
  const colours = theme();
  const { measure } = state;
  const curves = maps ? sawCurves(maps, measure, depth) : [];
  const height = 270;
  const [first, last] = maps ? [maps.dx[0], maps.dx.at(-1)] : [-10, 10];
  const most = Math.max(1, ...curves.flatMap(({ y }) => y.filter((value) => value !== null)));
  return {
    traces: curves.map(({ model, point, x, y }) => ({
      type: "scatter",
      mode: "lines+markers",
      name: model.title,
      x,
      y,
      connectgaps: false,
      line: { color: colours.family(model.family), width: 2, dash: dash(model) },
      marker: { size: 5, color: colours.family(model.family) },
      hovertemplate: `dx %{x}<br><b>%{y:.4~g}</b><extra>${model.title}, ${point.title}</extra>`,
    })),
    layout: {
      width,
      height,
      margin: MARGIN,
      showlegend: true,
      legend: LEGEND,
      hovermode: "closest",
      xaxis: { title: text.sawAxis, range: [first - 0.3, last + 0.3], dtick: 2, showgrid: true },
      yaxis: {
        title: text.measures[measure].title,
        range: [measure === "cosine" ? -0.5 : 0, measure === "cosine" ? 1.05 : most * 1.05],
        zeroline: true,
      },
    },
  };
}
