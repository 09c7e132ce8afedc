// Queries, keys, values: whom a patch listens to.
import { fixed, percent } from "../../lib/format.js";
import { effectiveSources, meanRow, moved, sum } from "../../lib/share_measures.js";
import { numbersOf } from "../../lib/page_numbers.js";

const VIT = "digits-vit";
const BLOCK = `${VIT}/blocks.2`;
const ATTENTION = "blocks.2.attn.softmax";
const MIDDLE = 25; // the token of the patch in the middle: 0 is the class token
const MEAN = 4; // after the four heads: their mean
const HEADS = ["head1", "head2", "head3", "head4"];
const INK = 25; // of 255, and a pixel is no longer background
const asked = (query) => ({ stage: BLOCK, view: `attention.${query}-${MEAN}` });
const queryIn = ({ view }) => Number(/^attention\.(\d+)-/.exec(view ?? "")?.[1] ?? NaN);

/** The attention of one query: a row for each head. @returns {Float32Array[]} */
const rowsOf = ({ shape: [heads, tokens], values }, query) =>
  Array.from({ length: heads }, (_, head) => {
    const start = (head * tokens + query) * tokens;
    return values.subarray(start, start + tokens);
  });

/** Of each patch whether it holds something of the digit. */
function inked({ shape: [, rows, columns], data }, side) {
  const across = columns / side;
  const found = new Array((rows / side) * across).fill(false);
  data.forEach((value, i) => {
    if (value > INK) found[Math.floor(i / columns / side) * across + Math.floor((i % columns) / side)] = true;
  });
  return found;
}

/** Where most of a query's attention goes, over the mean of the heads. */
async function strongest(page) {
  const query = queryIn(page.state);
  const row = meanRow(rowsOf(await page.request.activation(VIT, ATTENTION), query));
  const numbers = numbersOf(page);
  const { grid, stride } = numbers.point(BLOCK);
  const ink = inked(numbers.input(VIT), stride);
  const key = row.indexOf(Math.max(...row));
  const patch = key - 1;
  return {
    where: key === 0 ? "class" : key === query ? "self" : ink[patch] ? "seven" : "empty",
    most: percent(row[key]),
    row: Math.floor(patch / grid[1]),
    column: patch % grid[1],
    ink: percent(sum(row.slice(1).filter((_, i) => ink[i]))),
    part: percent(ink.filter(Boolean).length / ink.length),
  };
}

export default {
  id: "listening",
  models: [VIT],
  steps: [
    {
      kind: "do",
      state: { stage: BLOCK, view: "entry" },
      point: ".open-stage .vpair > :last-child canvas",
      look: ".open-stage .vsheet",
      done: ({ stage, view }) => stage === BLOCK && /^entry\.\d+-\d+-\d+$/.test(view ?? ""),
      async asks({ request, state }) {
        const [query, key, head] = state.view.split(".")[1].split("-").map(Number);
        const { dots, scale, weights } = await request.attentionEntry({ model: VIT, point: "blocks.2", query, key, head });
        return { score: fixed(dots[key] * scale, 2), share: percent(weights[key]), tokens: weights.length };
      },
    },
    {
      kind: "predict",
      state: asked(MIDDLE),
      choices: ["self", "seven", "empty"],
      point: ".open-stage .vquery-picture",
      look: ".open-stage .vheads",
      done: (state) => queryIn(state) >= 1 && queryIn(state) !== MIDDLE,
      asks: strongest,
      truth: ({ found }) => found.where,
    },
    {
      kind: "predict",
      state: asked(MIDDLE),
      choices: ["none", "part"],
      point: '[data-el="samples"] [data-sample="zero"]',
      look: ".open-stage .vheads",
      done: ({ sample }) => sample !== null && sample !== "seven",
      async asks({ request, state }) {
        const query = queryIn(state);
        const maps = await Promise.all([{}, { sample: "seven" }].map((at) => request.activation(VIT, ATTENTION, at)));
        const [now, before] = maps.map((map) => meanRow(rowsOf(map, query)));
        return { moved: moved(now, before), elsewhere: percent(moved(now, before)) };
      },
      truth: ({ found }) => (found.moved < 0.005 ? "none" : "part"),
      source: "arXiv:1706.03762",
    },
    {
      kind: "ask",
      state: asked(MIDDLE),
      choices: ["one", "tokens", "any"],
      point: ".open-stage .vheads",
      look: ".open-stage .vheads",
      async asks({ request, state }) {
        const rows = rowsOf(await request.activation(VIT, ATTENTION), queryIn(state));
        const sums = rows.map(sum);
        return { total: fixed(sums[0], 3), one: sums.every((total) => Math.abs(total - 1) < 0.001), tokens: rows[0].length };
      },
      truth: ({ found }) => (found.one ? "one" : "any"),
    },
    {
      kind: "ask",
      state: { stage: BLOCK, view: "attention.0-0" },
      choices: HEADS,
      point: ".open-stage .vheads",
      look: ".open-stage .vheads",
      async asks({ request }) {
        const spread = rowsOf(await request.activation(VIT, ATTENTION), 0).map(effectiveSources);
        const narrow = spread.indexOf(Math.min(...spread));
        return { spread: fixed(spread[narrow], 1), widest: fixed(Math.max(...spread), 1), head: narrow + 1 };
      },
      truth: ({ found }) => HEADS[found.head - 1],
    },
  ],
};
