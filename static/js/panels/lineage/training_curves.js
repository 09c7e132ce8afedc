// What the twins' cards say, as curves and sentences (pure).
import { words } from "../../i18n/i18n.js";

const TEXT = await words("lineage");

/** Curves of one quantity per epoch: [{twin, x, y}], those that are trained. */
export const curves = (twins, of) =>
  twins
    .filter(({ curve }) => curve?.length)
    .map((twin) => ({ twin, x: twin.curve.map(({ epoch }) => epoch), y: twin.curve.map(of) }));

export const loss = ({ train_loss: value }) => value;
export const wrong = ({ test_accuracy: value }) => Math.round(100 * (100 - value)) / 100;

/** Whether a network's loss at the end is about that of guessing one of ten. */
export const stuck = ({ loss: value }) => value > 0.95 * Math.log(10);

const last = (twin) => twin?.curve?.at(-1);

/** The shallowest and the deepest of a kind that have a norm; undefined where there are not two depths. */
export function depths(twins, kind) {
  const mine = twins.filter((twin) => twin.kind === kind && twin.norm).sort((a, b) => a.depth - b.depth);
  return mine.length > 1 ? [mine[0], mine.at(-1)] : [];
}

/** What the curves say of the degradation, with their own numbers: sentences, the answer first. `titleOf(model id)`. */
export function verdict(twins, titleOf) {
  const said = [];
  const [shallow, deep] = depths(twins, "plain");
  if (!last(shallow) || !last(deep)) said.push(TEXT.degradation.incomplete);
  else {
    const [a, b] = [deep, shallow].map((twin) => last(twin).train_loss);
    said.push(TEXT.degradation[a > b ? "yes" : "no"](titleOf(deep.model), titleOf(shallow.model), a.toFixed(4), b.toFixed(4)));
  }
  const [small, large] = depths(twins, "residual");
  if (last(small) && last(large)) {
    const [a, b] = [large, small].map((twin) => last(twin).train_loss.toFixed(4));
    said.push(TEXT.degradation.residual(titleOf(large.model), titleOf(small.model), a, b));
  }
  const errors = twins
    .filter(({ top1 }) => top1 != null)
    .map(({ model, top1 }) => `${titleOf(model)} ${(100 - top1).toFixed(2)} %`);
  if (errors.length) said.push(TEXT.degradation.errors(errors.join(", ")));
  return said;
}

/** Lesions over the depth, 0 the first block, 1 the last: [{twin, x, y, names}]. `blocks` of those that cannot go are left out. */
export function lesions(twins) {
  return twins
    .filter(({ lesion }) => lesion?.length)
    .map((twin) => ({
      twin,
      x: twin.lesion.map((_, i, all) => (all.length > 1 ? i / (all.length - 1) : 0)),
      y: twin.lesion.map(({ top1 }) => top1),
      names: twin.lesion.map(({ block }) => block),
    }));
}

/** An answer of /api/residual/gradients -> norms relative to the last block's, over depth 0 … 1; null: larger than float32 holds. */
export function relative({ blocks }) {
  const end = blocks.at(-1).norm || 1;
  return {
    x: blocks.map((_, i) => (blocks.length > 1 ? i / (blocks.length - 1) : 0)),
    y: blocks.map(({ norm }) => (norm === null ? null : norm / end)),
    titles: blocks.map(({ title }) => title),
    norms: blocks.map(({ norm }) => norm),
  };
}
