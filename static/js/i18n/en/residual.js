// Every sentence of the view "Residual stream".

import { count } from "../../lib/format.js";

export default {
  title: "Residual stream",
  explain:
    "A residual block computes something from its input x and adds it: x + F(x). How large is what it adds, what does it look like, and what is lost without it?",
  ratio: "How much each branch adds at this picture",
  ratioAxis: "‖F(x)‖ / ‖x‖ (activations, over all values)",
  blockAxis: "block",
  ratioNote: "1: the branch adds as much as was there. This block stands out; click a bar for another branch.",
  phases: { spatial: "mixes space", channel: "mixes channels", both: "branch" },
  facts: { ratio: "‖F(x)‖ / ‖x‖", share: "share of the skip", cosine: "cosine of x and F(x)" },
  shareExplain: "‖x‖ / (‖x‖ + ‖F(x)‖)",
  activation: (name) => `A ${name} follows on the sum: the next state is not x + F(x) but what the ${name} leaves of it.`,
  exact: "The next state is exactly x + F(x).",
  resizes: "Size and width change here, so x is what the shortcut hands on.",
  maps: (noun, channel) => `${noun} ${channel}: x, F(x) and their sum`,
  parts: ["x, what goes around", "F(x), what the branch adds", "x + F(x)"],
  scale: (low, high) => `activation, one scale for all three, ${low} … ${high}`,
  lesion: "Without this branch",
  off: "Switch the branch off",
  offExplain: "x goes on alone; everything else stays as it is.",
  columns: ["", "all branches", "this one off"],
  says: (label, share) => `says ${label} (${share})`,
  same: (label, before, after) => `Still ${label}: ${before} before, ${after} without it.`,
  other: (label, now, share) => `Now says ${now} (${share}), not ${label}.`,
  tested: (whole, less) => `Measured: ${whole} % right with all branches, ${less} % without this one.`,
  protocol: (words) => `(${words})`,
  untested: "Not measured for this model: only this picture's answer is shown.",
  hoverRatio:
    "%{customdata[1]}<br><b>%{y:.3f}</b> = %{customdata[4]} / %{customdata[3]}<br>skip %{customdata[2]}<extra></extra>",
  hoverAllPaths: "%{x} branches<br><b>%{y:.2%}</b> of all paths<extra></extra>",
  hoverGradient: "%{x} branches<br><b>%{y:.2%}</b> of the gradient<extra></extra>",
  paths: "Ways through the network",
  pathsNote: (n) =>
    `Each of the ${n} branches can be gone through or around, which makes ${count(2 ** n)} paths. Their lengths follow Binomial(${n}, ½); the gradient of this picture's loss has a preference of its own.`,
  pathsAxis: "branches that a path goes through",
  pathsShare: "share",
  binomial: "of all paths (Binomial)",
  carried: "of the gradient (measured)",
  carriedNote: (from, to, label) =>
    `Measured exactly: the norm of the gradient, from the loss (cross-entropy of class ${label}) to the pixels, through all paths of a length, as a share of the sum over lengths. ${from} to ${to} branches hold at least 90 %. The network is taken as linear at this picture.`,
  measuring: "Measuring…",
};
