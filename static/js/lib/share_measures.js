// Summaries of a listening row; tests/js hold them to an independent reference (tests/support/share_measures.py). Pure.

/** Nested lists of numbers -> one flat Float64Array; null stays null. */
export const flat = (values) => (values === null ? null : Float64Array.from([values].flat(Infinity)));

export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** exp of the entropy: 1 for a single source, N for listening to all N alike. */
export function effectiveSources(shares) {
  let entropy = 0;
  for (const value of shares) if (value > 0) entropy -= value * Math.log(value);
  return Math.exp(entropy);
}

/** Distances in input pixels from cell `from` of a grid, `pixels` apart, to every cell. */
export function distancesFrom(from, rows, columns, pixels) {
  const [row, column] = [Math.floor(from / columns), from % columns];
  return Float64Array.from(
    { length: rows * columns },
    (_, i) => Math.hypot(Math.floor(i / columns) - row, (i % columns) - column) * pixels,
  );
}

/** Mean distance between two cells of a grid drawn alike: what listening everywhere alike would give. */
export function uniformDistance(rows, columns, pixels) {
  const cells = rows * columns;
  let total = 0;
  for (let cell = 0; cell < cells; cell++) total += sum(distancesFrom(cell, rows, columns, pixels)) / cells;
  return total / cells;
}

/** D = 1 − ‖mean of the rows‖² / mean of ‖row‖²: 0 if every picture is listened to alike. Null for fewer than two rows. */
export function dataDependence(rows) {
  if (rows.length < 2) return null;
  const mean = Float64Array.from(rows[0], (_, j) => sum(rows.map((row) => row[j])) / rows.length);
  const squared = (row) => row.reduce((total, value) => total + value * value, 0);
  return 1 - squared(mean) / (sum(rows.map(squared)) / rows.length);
}

/** Total variation: the part of the listening that two rows of sum 1 do not have in common, 0 … 1. */
export const moved = (a, b) => a.reduce((total, value, i) => total + Math.abs(value - b[i]), 0) / 2;

/** Mean over heads: rows of equal length -> one. */
export const meanRow = (rows) => Float64Array.from(rows[0], (_, j) => sum(rows.map((row) => row[j])) / rows.length);

export function normalised(row) {
  const total = sum(row);
  return total > 0 ? row.map((value) => value / total) : row;
}

/**
 * The summary that the wire gives for shares, for other rows of sum 1 (`prefix` values first, then the grid's).
 * `cell` is the query's own, null for the class token. Distances leave the prefix out and divide by what remains.
 */
export function summarise({ prefix, places, rows, columns, pixels }, cell) {
  const result = {
    self: null,
    effective_sources: effectiveSources([...prefix, ...places]),
    mean_distance: null,
    uniform_distance: null,
  };
  if (cell === null || !rows) return result;
  const distances = distancesFrom(cell, rows, columns, pixels);
  const own = normalised(places);
  return {
    ...result,
    self: places[cell],
    mean_distance: sum(own.map((share, i) => share * distances[i])),
    uniform_distance: sum(distances) / distances.length,
  };
}

/**
 * Each head's mean over all patches as queries, from an attention matrix (head, query, key): `distance` in input pixels and
 * `sources` exp(entropy). Rows and columns of prefix tokens are dropped and the rows divided by what remains.
 */
export function headFacts({ shape: [heads, tokens], values }, prefix, columns, pixels) {
  const count = tokens - prefix;
  const row = new Float64Array(count);
  const near = distanceTable(count / columns, columns, pixels);
  return Array.from({ length: heads }, (_, head) => {
    let distance = 0,
      sources = 0;
    for (let query = 0; query < count; query++) {
      const start = (head * tokens + query + prefix) * tokens + prefix;
      let total = 0;
      for (let key = 0; key < count; key++) total += row[key] = values[start + key];
      let far = 0,
        entropy = 0;
      for (let key = 0; key < count; key++) {
        const share = row[key] / total;
        far += share * near(query, key);
        if (share > 0) entropy -= share * Math.log(share);
      }
      distance += far;
      sources += Math.exp(entropy);
    }
    return { distance: distance / count, sources: sources / count };
  });
}

function distanceTable(rows, columns, pixels) {
  const table = Float64Array.from(
    { length: rows * columns },
    (_, i) => Math.hypot(Math.floor(i / columns), i % columns) * pixels,
  );
  return (a, b) =>
    table[Math.abs(Math.floor(a / columns) - Math.floor(b / columns)) * columns + Math.abs((a % columns) - (b % columns))];
}

/** A Mixer's weights (2, unit, token) -> the row |W2 W1| of one position, as shares: what would reach it if σ were linear. */
export function weightRow({ shape: [, units, tokens], values }, position) {
  const row = new Float64Array(tokens);
  for (let unit = 0; unit < units; unit++) {
    const out = values[(units + unit) * tokens + position];
    for (let token = 0; token < tokens; token++) row[token] += out * values[unit * tokens + token];
  }
  return normalised(row.map(Math.abs));
}

/** The Mixer's hidden units that reach one position most: [{unit, out: W2 at the position, images: {into, outOf}}], strongest first. */
export function strongestUnits({ shape: [, units, tokens], values }, position, most) {
  const slice = (layer, unit) => values.subarray((layer * units + unit) * tokens, (layer * units + unit + 1) * tokens);
  const strength = (unit) => Math.abs(slice(1, unit)[position]) * Math.hypot(...slice(0, unit));
  return Array.from({ length: units }, (_, unit) => unit)
    .sort((a, b) => strength(b) - strength(a))
    .slice(0, most)
    .map((unit) => ({ unit, out: slice(1, unit)[position], into: slice(0, unit) }));
}
