// The question that the panel asks: which stage, which position, which kind (pure).

export const stagesOf = (model) => model.points.filter(({ stage }) => stage);

/** Every depth at which one of the models has a stage, rising: where the slider stops. */
export const stops = (models) =>
  [...new Set(models.flatMap((model) => stagesOf(model).map(({ depth }) => depth)))].sort((a, b) => a - b);

const closest = (list, value, of = (item) => item) =>
  list.reduce((best, item) => (Math.abs(of(item) - value) < Math.abs(of(best) - value) - 1e-9 ? item : best));

export const snap = (depths, depth) => closest(depths, depth);

/** The stop after (step 1) or before (step −1) this depth. */
export function neighbour(depths, depth, step) {
  const at = depths.indexOf(snap(depths, depth));
  return depths[Math.min(depths.length - 1, Math.max(0, at + step))];
}

/** The model's stage that is nearest to a depth; the earlier one where two are as near. */
export const stageAt = (model, depth) => closest(stagesOf(model), depth, (point) => point.depth);

/** "row,column" in input pixels -> {row, column}; "class" -> "class"; anything else -> the middle of the picture. */
export function parseListen(text, { width, height }) {
  if (text === "class") return "class";
  const [row, column] = (text ?? "").split(",").map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : NaN));
  if (Number.isNaN(row) || !(column >= 0)) return { row: Math.floor(height / 2), column: Math.floor(width / 2) };
  return { row: Math.min(height - 1, row), column: Math.min(width - 1, column) };
}

export const formatListen = (listen) => (listen === "class" ? "class" : `${listen.row},${listen.column}`);

/**
 * What a stage is asked: {row, column} of its grid, {token: 0}, {unit}, or {} for the whole layer.
 * {refusal: key of a sentence} where it cannot be asked at all: a class token that is not there.
 * `input`: the model's {width, height}, which a map need not divide; without it the point has a stride.
 */
export function queryOf(point, listen, unit = null, input = null) {
  if (listen === "class" && point.prefix) return { token: 0 };
  if (point.grid) {
    if (listen === "class") return { refusal: point.axes.includes("token") ? "noClassToken" : "noTokens" };
    const [rows, columns] = point.grid;
    const cell = (value, count, side) => Math.min(count - 1, Math.floor(input ? (value * count) / side : value / point.stride));
    return { row: cell(listen.row, rows, input?.height), column: cell(listen.column, columns, input?.width) };
  }
  return point.axes[0] === "unit" && unit !== null ? { unit: Math.min(unit, point.shape[0] - 1) } : {};
}

/**
 * The input pixels under a query's own position, null where it has no place.
 * @param {{ stride: number | null }} point
 * @param {{ row?: number, column?: number }} query
 */
export const rectOf = (point, { row, column }) =>
  row === undefined || !point.stride
    ? null
    : {
        top: row * point.stride,
        left: column * point.stride,
        bottom: (row + 1) * point.stride,
        right: (column + 1) * point.stride,
      };

/** The attention point inside a block, undefined elsewhere. */
export const attentionIn = (model, point) =>
  model.points.find(({ role, name }) => role === "attention" && name.startsWith(`${point.name}.`));
/** The blocks that one wall can show: those whose attention has the commonest form over a grid; and how many have another. */
export function wallBlocks(model) {
  const forms = new Map();
  const all = stagesOf(model)
    .map((point) => [point, attentionIn(model, point)])
    .filter(([, maps]) => maps);
  for (const [point, { axes, shape }] of all) {
    if (
      !point.grid ||
      !point.stride ||
      axes.join() !== "head,query,key" ||
      shape[1] !== point.prefix + point.grid[0] * point.grid[1]
    )
      continue;
    const form = JSON.stringify([shape, point.grid, point.prefix]);
    forms.set(form, [...(forms.get(form) ?? []), point]);
  }
  const blocks = [...forms.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return { blocks, others: all.length - blocks.length };
}
export const picturesOf = (model, point, kind) =>
  model.pictures.filter((picture) => picture.kind === kind && picture.stage === point.name);

/** The kinds of answer that a stage has, the common one first. `unit`: a dense layer's own weights need one unit. */
export function kindsOf(model, point, query = {}) {
  if (attentionIn(model, point)) return ["share", "attention", "rollout", "contribution"];
  if (picturesOf(model, point, "tokens").length) return ["share", "effective"];
  if (picturesOf(model, point, "units").length && query.unit !== undefined) return ["share", "unitWeights"];
  return ["share"];
}

/** The kind that a card shows: the first of those chosen that it has, else the common one. */
export const kindOf = (chosen, available) => chosen.find((kind) => available.includes(kind)) ?? "share";

/** The choice after a card was switched from one of its kinds to another; other cards keep theirs. */
export const switchKind = (chosen, available, kind) => [
  ...chosen.filter((one) => !available.includes(one)),
  ...(kind === "share" ? [] : [kind]),
];

/** A linear operation's Jacobian is its weights, the same for every picture: a stage whose own layer's weights are a picture. */
export const isLinear = (model, point, level) =>
  level === "operator" &&
  ["kernels", "units", "patches"].some((kind) => picturesOf(model, point, kind).some(({ direct }) => direct !== false));
