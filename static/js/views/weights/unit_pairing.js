/** The order in which the Mixer paper shows its token-mixing units (arXiv 2105.01601, weight figure; pure). */

/**
 * Units are paired with the one that is most nearly their inverse (most negative cosine; the strongest pairs choose
 * first), and the pairs are sorted by spectral centroid, low spatial frequency first.
 * Returns [{units: [u, v] (or [u] when their number is odd), cosine, centroid}]. The centroid is in cycles per picture.
 */
export function pairUnits(weights, units, rows, columns) {
  const size = rows * columns;
  const unit = Array.from({ length: units }, (_, u) => normalise(weights.subarray(u * size, (u + 1) * size)));
  const candidates = [];
  for (let u = 0; u < units; u++) for (let v = u + 1; v < units; v++) candidates.push([dot(unit[u], unit[v]), u, v]);
  candidates.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const free = new Set(unit.keys());
  const pairs = [];
  const pair = (of, cosine) =>
    pairs.push({ units: of, cosine, centroid: of.reduce((sum, u) => sum + centroid(unit[u], rows, columns), 0) / of.length });
  for (const [cosine, u, v] of candidates) {
    if (!free.has(u) || !free.has(v)) continue;
    free.delete(u);
    free.delete(v);
    pair([u, v], cosine);
  }
  for (const u of free) pair([u], null);
  return pairs.sort((a, b) => a.centroid - b.centroid);
}

/** Mean spatial frequency of a picture, weighted with |FFT2|, in cycles per picture; a constant has 0. */
export function centroid(picture, rows, columns) {
  let weighted = 0,
    total = 0;
  for (let ky = 0; ky < rows; ky++) {
    for (let kx = 0; kx < columns; kx++) {
      let re = 0,
        im = 0;
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          const angle = -2 * Math.PI * ((ky * y) / rows + (kx * x) / columns);
          re += picture[y * columns + x] * Math.cos(angle);
          im += picture[y * columns + x] * Math.sin(angle);
        }
      }
      const size = Math.hypot(re, im);
      weighted += size * Math.hypot(Math.min(ky, rows - ky), Math.min(kx, columns - kx));
      total += size;
    }
  }
  return total ? weighted / total : 0;
}

function normalise(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return Float64Array.from(vector, (value) => value / length);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
