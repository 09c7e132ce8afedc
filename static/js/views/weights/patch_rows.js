/** What a token mixer's weights do from patch to patch, and which models can be compared in it (pure). */

export const MIXING_KINDS = ["patches", "tokens"];

/** A model's pictures of its mixing of patches, block by block. */
export const mixing = ({ pictures }) => pictures.filter(({ kind }) => MIXING_KINDS.includes(kind));

/** Models of the same tier over the same grid, those that mix in another way first. */
export function besides({ model: own, models, point }) {
  const kind = mixing(own)[0].kind;
  const far = (model) => Number(mixing(model)[0].kind === kind) + 2 * Number(model.version !== own.version);
  return models
    .filter((model) => model !== own && model.tier === own.tier && model.status === "ready" && mixing(model).length)
    .filter((model) => same(mixing(model)[0].shape.slice(-2), point.grid))
    .sort((a, b) => far(a) - far(b));
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * Row `query`, (sources): of the matrix (query…, source…) itself, or, with a `second` layer (query, unit), of W2 W1, where W1
 * is `array` (unit, source…) and the activation function between them is left out.
 */
export function rowOf(array, second, query) {
  const sources = array.shape.slice(-2).reduce((a, b) => a * b, 1);
  if (!second) return array.values.subarray(query * sources, (query + 1) * sources);
  const units = second.shape[1];
  const row = new Float64Array(sources);
  for (let u = 0; u < units; u++) {
    const weight = second.values[query * units + u];
    for (let j = 0; j < sources; j++) row[j] += weight * array.values[u * sources + j];
  }
  return row;
}
