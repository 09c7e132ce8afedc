/** One row of what a token mixer's weights do from patch to patch (pure). */

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
