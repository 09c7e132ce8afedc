// Which sum makes a stage out of the one before it, read from shapes, axes and pictures (pure). Null: not known here.

/**
 * {kind, from: point before or null (the model's input), picture?, ...}:
 *   dense     a unit: weights × input pixels
 *   conv      kernel × window; `stride`, `padding` in cells of the input; `depthwise`: of the own channel only
 *   max       the largest of a `size` × `size` window
 *   mean      the average of a channel's map
 *   position  a token with its position embedding added
 */
export function recipeOf(model, point) {
  const stages = model.points.filter(({ stage }) => stage);
  const from = stages[stages.findIndex(({ name }) => name === point.name) - 1] ?? null;
  const source = from ? from.shape : [model.input.channels, model.input.height, model.input.width];
  const picture = model.pictures.find(({ stage, kind }) => stage === point.name && (kind === "units" || kind === "kernels"));
  if (picture?.direct === false) return null; // that layer gets something else than the stage before
  if (picture?.kind === "units") return from ? null : { kind: "dense", from, picture };
  if (picture) return convolution(picture, point, from, source);
  if (!from) return null;
  const maps = from.axes.length === 3;
  if (maps && point.axes.length === 3 && point.shape[0] === source[0]) {
    const size = source[1] / point.shape[1];
    return Number.isInteger(size) && size > 1 && source[2] / point.shape[2] === size ? { kind: "max", from, size } : null;
  }
  if (maps && point.axes.length === 1 && point.shape[0] === source[0]) return { kind: "mean", from };
  if (point.axes[0] === "token" && from.axes[0] === "token" && point.phase === "embed" && point.shape[1] === source[1])
    return { kind: "position", from };
  return null;
}

function convolution(picture, point, from, source) {
  if (source.length !== 3 || !point.grid) return null;
  const depthwise = picture.shape[1] === 1 && source[0] === picture.shape[0] && source[0] > 1;
  if (!depthwise && picture.shape[1] !== source[0]) return null;
  const side = picture.shape[2];
  const stride = source[1] / point.grid[0];
  const padding = stride === side && stride > 1 ? 0 : (side - 1) / 2;
  if (!Number.isInteger(stride) || !Number.isInteger(padding)) return null;
  if (Math.floor((source[1] + 2 * padding - side) / stride) + 1 !== point.grid[0]) return null;
  return { kind: "conv", from, picture, stride, padding, depthwise };
}

/** The parameters that may follow a weight: its bias, and the batch norm that PyTorch models (timm's, too) name after it. */
export function companions(parameter) {
  const base = parameter.replace(/\.weight$/, "");
  const norm = base
    .replace(/conv(?=\d*$)/, base.startsWith("features.") ? "norm" : "bn")
    .replace(/conv_(dw|stem)$/, "bn1")
    .replace(/conv_pw$/, "bn2");
  return { bias: `${base}.bias`, norm: norm === base ? null : norm };
}
