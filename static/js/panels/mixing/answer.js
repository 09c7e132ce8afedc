// The wire's answer -> what a card shows (pure).
import { words } from "../../i18n/i18n.js";
import { effectiveSources, flat, meanRow, normalised, summarise } from "../../lib/share_measures.js";

const TEXT = await words("mixing");

/** As square as a number divides, for sources that have no places. */
export function squarest(count) {
  let rows = Math.floor(Math.sqrt(count));
  while (count % rows) rows--;
  return { rows, columns: count / rows };
}

/** Kinds whose rows sum to 1, so that they can be compared with even listening. */
export const isShare = (kind) => ["share", "attention", "rollout"].includes(kind);
export const isSigned = (kind) => ["effective", "unitWeights"].includes(kind);

/**
 * {kind, query, estimated (in words, where it was), parts (heads or channels, null where there is one row), rows, columns, placed, pixels, dead, row(part)}
 * with row(part) = {prefix, places}; part null is the mean of the heads. `placed`: the sources have places in the picture.
 */
export function answerOf({ kind, query, grid, pixels, prefix, values, summary, estimate = null }) {
  const several = values !== null && Array.isArray(values[0]) && (grid ? Array.isArray(values[0][0]) : true);
  const parts = several ? values.map((one, i) => ({ prefix: flat(prefix[i]), places: flat(one) })) : null;
  const single =
    values === null
      ? null
      : several
        ? { prefix: meanRow(parts.map((part) => part.prefix)), places: meanRow(parts.map((part) => part.places)) }
        : { prefix: flat(prefix), places: flat(values) };
  const [rows, columns] = grid ?? (single ? Object.values(squarest(single.places.length)) : [0, 0]);
  return {
    kind,
    query,
    estimated: estimate ? TEXT.estimated(estimate) : "",
    summary,
    rows,
    columns,
    pixels,
    placed: Boolean(grid),
    parts: parts?.length ?? 0,
    dead: values === null,
    row: (part) => (part === null || !parts ? single : parts[Math.min(part, parts.length - 1)]),
  };
}

/** One unit's own weights as an answer, from the weights' pictures (unit, row, column). */
export function weightsAnswer({ shape: [, rows, columns], values }, unit) {
  const places = Float64Array.from(values.subarray(unit * rows * columns, (unit + 1) * rows * columns));
  return {
    kind: "unitWeights",
    query: { unit },
    estimated: "",
    summary: null,
    rows,
    columns,
    pixels: 1,
    placed: true,
    parts: 0,
    dead: false,
    row: () => ({ prefix: new Float64Array(0), places }),
  };
}

export const sourcesOf = ({ prefix, places }) => prefix.length + places.length;

/** Shares become multiples of even listening, so that cells of any size have one scale; everything else stays. */
export function coloured(answer, part) {
  const { prefix, places } = answer.row(part);
  if (!isShare(answer.kind)) return { prefix, places };
  const all = prefix.length + places.length;
  return { prefix: prefix.map((share) => share * all), places: places.map((share) => share * all) };
}

/** The upper end of a map's colours. `own`: index of a cell that may lie beyond it (a skip's spike), or null. */
export function highest(answer, part, own = null) {
  const { prefix, places } = coloured(answer, part);
  const [spared, rest] = [own === null || places.length < 2 ? -1 : own, Math.max(0, ...prefix)];
  return places.reduce((high, value, i) => (i === spared ? high : Math.max(high, Math.abs(value))), rest);
}

/** The index of the source cell that holds the query's own place; null where it has none or the cells are finer than it. */
export function ownCell(answer, stride) {
  const { query, rows, columns, pixels, placed } = answer;
  if (!placed || query?.row === undefined || pixels !== stride) return null;
  return query.row < rows && query.column < columns ? query.row * columns + query.column : null;
}

/** The wire's summary, or the same formulas for kinds and heads that it does not sum up; null where rows do not sum to 1. */
export function summaryOf(answer, part, stride) {
  if (answer.dead || !isShare(answer.kind)) return null;
  if (answer.summary && part === null) return answer.summary;
  const { prefix, places } = answer.row(part);
  if (!answer.placed)
    return {
      self: null,
      effective_sources: effectiveSources([...prefix, ...places]),
      mean_distance: null,
      uniform_distance: null,
    };
  return summarise(
    { prefix, places, rows: answer.rows, columns: answer.columns, pixels: answer.pixels },
    ownCell(answer, stride),
  );
}

/** The row as shares of sum 1, prefix first: what two pictures are compared by. */
export function sharesOf(answer, part) {
  if (answer.dead) return null;
  const { prefix, places } = answer.row(part);
  return normalised(Float64Array.from([...prefix, ...places], Math.abs));
}
