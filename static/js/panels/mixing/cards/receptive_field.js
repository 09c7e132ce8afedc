// The theoretical receptive field: which input pixels a position of a convolution's stage could hear at all (pure).
import { picturesOf, stagesOf } from "../query.js";

/**
 * One layer more: r ← r + (k − 1) j, j ← j s; `start` is the first pixel's place for the position 0, before the picture's
 * edge cuts it. `steps` [{kernel, stride, padding}] -> [{size, jump, start}], one per layer.
 */
export function receptiveFields(steps) {
  let [size, jump, start] = [1, 1, 0];
  return steps.map(({ kernel, stride, padding }) => {
    start -= padding * jump;
    size += (kernel - 1) * jump;
    jump *= stride;
    return { size, jump, start };
  });
}

/** The one padding that makes a layer turn `from` positions into `to`, null if none or several do. */
export function paddingOf(kernel, stride, from, to) {
  const fits = Array.from({ length: kernel }, (_, padding) => padding).filter(
    (padding) => Math.floor((from + 2 * padding - kernel) / stride) + 1 === to,
  );
  return fits.length === 1 ? fits[0] : null;
}

/**
 * Kernel, stride and padding of the stages up to `point`, from the shapes of the weights and of the grids; null where they
 * do not say it. A stage that mixes only space and has no weights is taken for windows side by side (pooling).
 */
export function stepsTo(model, point) {
  const steps = [];
  let before = { grid: [model.input.height, model.input.width], stride: 1 };
  for (const stage of stagesOf(model)) {
    if (!stage.grid || !stage.stride || stage.prefix) return null;
    const stride = stage.stride / before.stride;
    const pictures = picturesOf(model, stage, "kernels");
    if (pictures.some(({ direct }) => direct === false)) return null; // the stage has more layers than this one
    const kernel =
      pictures.length === 1 ? pictures[0].shape.at(-1) : pictures.length === 0 && stage.phase === "spatial" ? stride : null;
    const square = pictures.every(({ shape }) => shape.at(-1) === shape.at(-2));
    const padding =
      kernel && square && Number.isInteger(stride) ? paddingOf(kernel, stride, before.grid[0], stage.grid[0]) : null;
    if (padding === null || padding !== paddingOf(kernel, stride, before.grid[1], stage.grid[1])) return null;
    steps.push({ kernel, stride, padding });
    if (stage === point) return steps;
    before = stage;
  }
  return null;
}

/** The input pixels that {row, column} of a stage could hear, cut at the picture's edge: {top, left, bottom, right, size}; or null. */
export function receptiveField(model, point, { row, column }) {
  const steps = row === undefined ? null : stepsTo(model, point);
  if (!steps) return null;
  const { size, jump, start } = receptiveFields(steps).at(-1);
  const [top, left] = [row * jump + start, column * jump + start];
  const { width, height } = model.input;
  return {
    top: Math.max(0, top),
    left: Math.max(0, left),
    bottom: Math.min(height, top + size),
    right: Math.min(width, left + size),
    size,
  };
}

/** Whether everything that was measured lies inside: a derived field that the shares contradict is not shown. */
export function covers(field, { places, columns, pixels }) {
  return places.every((share, i) => {
    const [y, x] = [Math.floor(i / columns) * pixels, (i % columns) * pixels];
    return share === 0 || (y + pixels > field.top && y < field.bottom && x + pixels > field.left && x < field.right);
  });
}
