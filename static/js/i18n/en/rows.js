// What the rows say: what a stage holds, what its number means, what is known of a model. One table, as in page.js.
import { count } from "../../lib/format.js";

const prefixOf = (n) => (n === 1 ? "the class token" : `${n} further tokens`);

export default {
  shape: {
    maps: (n, rows, columns) => [
      `${count(n)} maps of ${rows} × ${columns}`,
      `${count(n)} maps, ${rows} × ${columns}`,
      `${n} × ${rows} × ${columns}`,
      rows === columns ? `${n} × ${rows}²` : `${n}×${rows}×${columns}`,
    ],
    patches: (n, prefix, numbers) => [
      prefix
        ? `${n} patches and ${prefixOf(prefix)}, each described by ${numbers} numbers`
        : `${n} patches, each described by ${numbers} numbers`,
      `${n} patches · ${numbers} numbers each`,
      `${n} patches × ${numbers}`,
      `${n + prefix} × ${numbers}`,
    ],
    tokens: (n, numbers) => [
      `${n} tokens, each described by ${numbers} numbers`,
      `${n} tokens · ${numbers} numbers each`,
      `${n} × ${numbers}`,
    ],
    windows: (windows, heads, query, key) => [
      `in ${windows} windows ${heads} heads, each ${query} × ${key}`,
      `${windows} × ${heads} × ${query} × ${key}`,
    ],
    heads: (heads, query, key) => [`${heads} heads, each ${query} × ${key}`, `${heads} × ${query} × ${key}`],
    units: (n) => [`${count(n)} units, one number each`, `${count(n)} units`, count(n)],
    channels: (n) => [`${count(n)} channels, one number each`, `${count(n)} channels`, count(n)],
    classes: (n) => [`${count(n)} classes, one number each`, `${count(n)} classes`, count(n)],
  },
  short: { embed: "E", spatial: "S", channel: "C", both: "B", pool: "P", head: "H" },
  mixes: (phases) => `mixes ${phases.map((phase) => ({ spatial: "space", channel: "channels" })[phase]).join(", then ")}`,
  gauge: {
    label: (value, other) =>
      `${value}, where a picture of another class gives ${other} (median of 200 pairs of pictures, each of another class)`,
  },
  altered: {
    off: (list) => `Altered, off: ${list}`,
    coming: (list) => `Being switched off: ${list} …`,
    part: (stage, part, value) => `${stage}, ${part}${value}`,
    parts: {
      head: (list) => `head ${list}`,
      branch: (list) => `branch ${list}`,
      channel: (list) => `channel ${list}`,
      unit: (list) => `unit ${list}`,
      position: (_, n) => (n === 1 ? "1 place" : `${n} places`),
      whole: () => "the whole stage",
    },
    more: (n) => ` and ${n} more`,
    values: { zero: () => "", mean: () => " (at the mean)", sample: (title) => ` (as for “${title}”)` },
    still: "Numbers: change against this picture with nothing off",
    moved: "Numbers: change against the pin with nothing off",
    on: "Switch everything on again",
    onLabel: (title) => `Switch everything on again in ${title}`,
    model: (title) => `${title}, altered`,
    explain:
      "Parts of this model are switched off: its maps, the numbers below them and its answer are those of the altered model. How often it is right and the marks on the gauges were measured with nothing off, and are not shown. All other sections, and what an opened stage shows besides “Switch off”, are the model as it is. Opens “Switch off”.",
    change: {
      still: "The altered model against the model with nothing off, at this very picture.",
      moved: "The altered model here against the model with nothing off at the pin.",
    },
  },
  nothing: "nothing to see in this picture",
  saysNothing: (says) => `There is nothing to see in this picture; ${says}`,
  opening: "opening the model …",
  about: (title) => `About ${title}`,
  known: {
    id: "Name",
    weights: "Weights",
    accuracy: "Right answers",
    guess: "By guessing",
    version: "Training",
    precision: "Precision",
    missing: "Not there",
    noticed: "Noticed",
    number: "Number below a map",
  },
  number: {
    marked:
      "The change against the [[pin]], divided by the size of the [[stage]]: the [[invariance error]]; it can be above 1. The mark on the gauge stands where a picture of another class would be: the median of 200 pairs.",
    plain: "The change against the [[pin]], divided by the size of the [[stage]]: the [[invariance error]].",
  },
  still: {
    positions: (title) => `${title} has no positions, so there is nothing to move back.`,
    patches: ([stride]) => `Only moves of whole patches (${stride} px) can be undone.`,
    strides: (strides) => `Where a cell is ${strides.join(" or ")} px wide, only moves by multiples of that can be undone.`,
    empty: "There is nothing to compare here.",
    second: "One pattern moved without the other: that is no move of the picture, and cannot be undone as one.",
    transform: "The picture was transformed: that is no move, and cannot be undone as one.",
  },
  whole: (stride) => `Moved by whole patches (${stride} px): see the equivariance error.`,
  grid: {
    title: "Grid",
    none: "None of these models has cells larger than a pixel",
    explain: (side) =>
      `Lines where these models cut the picture: ${side} × ${side} px. Pointing at a map shows the cells of that stage.`,
  },
};
