// How the numbers of a layer come about, written out.
import { words } from "../../i18n/i18n.js";
import { count, short } from "../../lib/format.js";

const TEXT = await words("stack");

/** 36 864, 14.71 M, 15.35 G */
export const big = (value) =>
  value < 1e6 ? count(value) : value < 1e9 ? `${short(value / 1e6, 4)} M` : `${short(value / 1e9, 4)} G`;

/** One sum for each number of a traced layer (arithmetic.js); a pool has a size only. */
export function layerSums({ kind, kernel, channels: to, size, side: edge, weights, macs, before }) {
  const grown = (kernel - 1) * before.jump;
  const grows = { size: TEXT.layerSum(size - grown, kernel - 1, before.jump, size) };
  if (kind === "pool") return grows;
  return {
    ...grows,
    weights: TEXT.weightsSum(kernel, before.channels, to, count(weights)),
    macs: TEXT.macsSum(count(weights), edge, count(macs)),
  };
}

/** The same in one line, for the layer of this index. */
export function layerSentence(layer, index) {
  const { size, weights, macs } = layerSums(layer);
  return TEXT.arithmetic(index + 1, [size, ...(weights ? [TEXT.weightsAre(weights), TEXT.macsAre(macs)] : [])]);
}

/** r of the whole stack as a sum over its layers. */
export const sizeSentence = (traced) =>
  TEXT.sizeSum(
    traced.map(({ kernel, before }) => `${kernel - 1}·${before.jump}`),
    traced.at(-1).size,
  );
