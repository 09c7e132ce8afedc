// One attention weight written out: the dot product and its softmax, the row it stands in, and the value that it carries.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { summary } from "../../lib/arrays.js";
import { cells, numbers, sign, symmetric } from "../../ui/number_matrix.js";
import { caption, head as headline, scaleOf } from "../../ui/figure_parts.js";
import { chain, chainEnd, chainLine } from "../../ui/written_sum.js";
import { tokenName } from "./tokens.js";
import { agrees, attentionSteps } from "./sums.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.entry;
const WRITTEN = 16; // values of a vector that are written out; longer ones are a picture

/** `view` {rows, columns, prefix, tokens}; `entry` as the server answers; `now` {query, key}. */
export function writeEntry(view, entry, now) {
  const found = attentionSteps(entry);
  const recorded = entry.weights[now.key];
  if (!agrees(found.weight, recorded)) return [caption(TEXT.number.mismatch)];
  return [
    ...product(view, entry, found, recorded),
    headline(text.row(tokenName(now.query, view))),
    ...row(view, entry, found),
    headline(text.carries(tokenName(now.key, view))),
    ...carried(entry, recorded),
  ];
}

const line = (...parts) => el("div.vthree", {}, ...parts);

function product({ tokens }, entry, found, recorded) {
  const both = symmetric([...entry.query, ...entry.key]);
  const width = entry.query.length;
  const numbersOf = { sum: exact(found.weight), recorded: exact(recorded), dot: exact(found.dot) };
  return [
    line(
      vector(text.q, entry.query, both),
      sign("×"),
      vector(text.k, entry.key, both),
      sign("="),
      vector(text.products, found.products, symmetric(found.products)),
    ),
    chain(numbersOf, [
      chainLine("q · k", text.sum(width), found.dot),
      chainLine(text.scaled, `${short(found.dot)} ∕ √${width}`, found.score),
      chainLine("exp", text.exp(short(found.score), short(found.largest)), found.exp),
      chainLine(text.softmax, text.total(short(found.exp), short(found.total), tokens), found.weight),
      chainEnd(TEXT.number.recorded, TEXT.number.agree, recorded),
    ]),
  ];
}

/** Every key for this query, over the patches; the tokens before them in words. */
function row(view, { dots, weights }, { scores }) {
  const { rows, columns, prefix } = view;
  const map = (name, values) => cells(name, Float32Array.from(values.slice(prefix)), rows, columns, "activation");
  const first = [dots, scores, weights].map((values) => short(values[0]));
  return [
    line(map(text.dots, dots), sign("→"), map(text.scores, scores), sign("→"), map(text.weights, weights)),
    caption(prefix ? text.prefix(tokenName(0, view), ...first) : ""),
  ];
}

function carried({ value, output }, recorded) {
  const weighted = value.map((one) => one * recorded);
  const own = (name, values) => vector(name, values, scaleOf(summary(values)));
  return [
    line(own(text.v, value), sign(`× ${short(recorded)} =`), own(text.carried, weighted)),
    line(own(text.output, output)),
    caption(text.outputNote),
  ];
}

function vector(name, values, scale) {
  if (values.length <= WRITTEN) return numbers(name, values, values.length / (values.length % 2 ? 1 : 2), "activation", scale);
  const columns = Math.ceil(Math.sqrt(values.length));
  return cells(name, padded(values, columns), Math.ceil(values.length / columns), columns, "activation");
}

/** Zeros behind the last value, so that a long vector fills its picture. */
function padded(values, columns) {
  const filled = new Float32Array(Math.ceil(values.length / columns) * columns);
  filled.set(values);
  return filled;
}
