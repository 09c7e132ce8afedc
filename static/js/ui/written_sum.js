// A sum written out line by line: a name, an expression, a value (all its digits are its explanation); the last line is what was recorded.
import { el } from "./dom.js";
import { exact, short } from "../lib/format.js";

const cells = (name, expression, value) => [
  el("span", {}, name),
  el("span", {}, expression),
  el("b", { "aria-description": value === null ? null : exact(value) }, value === null ? "" : short(value)),
];

export const chainLine = (...line) => el("li", {}, ...cells(...line));
export const chainEnd = (...line) => el("li.vchain-end", {}, ...cells(...line));

/** `dataset`: the exact numbers, for the tests. */
export const chain = (dataset, lines) => el("ol.vchain", { tabIndex: 0, dataset: { walk: "", ...dataset } }, ...lines);
