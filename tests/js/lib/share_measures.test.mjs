// The page's summaries of mixing shares, against numbers of the Python reference (tests/support/share_measures.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  dataDependence,
  effectiveSources,
  headFacts,
  moved,
  summarise,
  uniformDistance,
  weightRow,
} from "../../../static/js/lib/share_measures.js";

const wanted = JSON.parse(readFileSync(new URL("../fixtures/share_measures.json", import.meta.url), "utf8"));
const { rows, columns, pixels, prefix, attention, pictures, weights } = wanted;
const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("every row's summary is the reference's", () => {
  attention.forEach((head, h) =>
    head.forEach((row, query) => {
      near(effectiveSources(row), wanted.effective_sources[h][query]);
      if (query < prefix) return;
      const found = summarise(
        { prefix: row.slice(0, prefix), places: row.slice(prefix), rows, columns, pixels },
        query - prefix,
      );
      near(found.effective_sources, wanted.effective_sources[h][query]);
      near(found.mean_distance, wanted.mean_distance[h][query - prefix]);
      near(found.uniform_distance, wanted.uniform_distances[query - prefix]);
      near(found.self, row[query]);
    }),
  );
});

test("each head's means over its queries are the reference's", () => {
  const tokens = prefix + rows * columns;
  const found = headFacts(
    { shape: [attention.length, tokens, tokens], values: Float64Array.from(attention.flat(2)) },
    prefix,
    columns,
    pixels,
  );
  found.forEach(({ distance, sources }, head) => {
    near(distance, wanted.head_distance[head]);
    near(sources, wanted.head_sources[head]);
  });
  near(uniformDistance(rows, columns, pixels), wanted.uniform_distance);
});

test("dependence on the picture, total variation and a Mixer's weights are the reference's", () => {
  near(dataDependence(pictures), wanted.data_dependence);
  near(moved(pictures[0], pictures[1]), wanted.moved);
  const array = { shape: [2, weights[0].length, weights[0][0].length], values: Float64Array.from(weights.flat(2)) };
  wanted.weight_rows.forEach((row, position) => weightRow(array, position).forEach((share, i) => near(share, row[i])));
});
