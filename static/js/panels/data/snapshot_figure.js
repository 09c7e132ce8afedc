// The errors of a network while it was trained, for digits as they are and moved: its reaction to a shift comes about.
import { words } from "../../i18n/i18n.js";
import { count } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";

const TEXT = (await words("data")).during;
const DASHES = ["solid", "dash", "dashdot", "dot"];
const HEIGHT = 290;

/** `form`: of the server's document; `at`: which of its snapshots is looked at. */
export function snapshotSpec({ form, at }, width) {
  if (!form?.snapshots.length) return null;
  const { snapshots, family } = form;
  const colours = theme();
  const moves = Object.keys(snapshots[0].shifts ?? {});
  const places = snapshots.map((_, i) => i); // evenly: the steps are dense at the beginning
  const traces = moves.map((moved, i) => ({
    type: "scatter",
    mode: "lines+markers",
    name: TEXT.moved(Number(moved)),
    x: places,
    y: snapshots.map(({ shifts }) => 100 - shifts[moved]),
    line: { color: colours.family(family), width: 2, dash: DASHES[i % DASHES.length] },
    marker: { size: places.map((place) => (place === at ? 11 : 6)), color: colours.family(family) },
    customdata: snapshots.map(({ step }) => TEXT.steps(count(step))),
    hovertemplate: TEXT.hover(Number(moved)),
  }));
  const layout = {
    width,
    height: HEIGHT,
    margin: { l: 52, t: 66, r: 12, b: 44 },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
    hovermode: "closest",
    xaxis: { title: TEXT.axis, tickvals: places, ticktext: snapshots.map(({ step }) => count(step)), showgrid: false },
    yaxis: { title: TEXT.wrong, range: [0, 100] },
    shapes: [
      { type: "line", xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1, line: { color: colours.muted, width: 1 } },
    ],
  };
  return { traces, layout };
}
