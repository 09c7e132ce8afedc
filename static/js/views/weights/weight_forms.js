// How a parameter falls into tiles, for each kind of picture (pure).
import { pairUnits } from "./unit_pairing.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.weights;

const NOTES = {
  units: () => text.units,
  kernels: ({ shape }, channel) => (shape[1] === 1 ? text.kernels : text.kernelsInto(channel, shape[1])),
  tokens: () => text.tokens,
  patches: () => text.patches,
  positions: () => text.positions,
};

/**
 * {linked: a tile is a channel of the stage, so choosing one chooses the other; perPatch: a tile for each place of the grid;
 * positions: similarities instead of weights; pairs: hidden units in the Mixer paper's order, or null;
 * start(count): the tile that is shown when none is chosen; note(array, channel)}.
 */
export function weightForm({ kind }, array) {
  const positions = kind === "positions";
  const perPatch = positions || kind === "patches";
  const pairs = kind === "tokens" ? pairUnits(array.values, ...array.shape) : null;
  return {
    linked: kind === "units" || (kind === "kernels" && array.shape[1] === 1),
    positions,
    perPatch,
    pairs,
    start: (count) => (pairs ? pairs[0].units[0] : perPatch ? Math.floor(count / 2) : 0),
    note: NOTES[kind],
  };
}

/** {rows, columns, count, values(tile)}; of kernels that read several channels, those that make `channel`. */
export function tiles(kind, { shape, values }, channel) {
  const [rows, columns] = shape.slice(-2);
  const size = rows * columns;
  const several = kind === "kernels" && shape[1] > 1;
  const offset = several ? channel * shape[1] : 0;
  const count = several ? shape[1] : shape.length === 4 && kind !== "kernels" ? shape[0] * shape[1] : shape[0];
  return { rows, columns, count, values: (tile) => values.subarray((offset + tile) * size, (offset + tile + 1) * size) };
}

export function tileName({ picture, array, form }, tile) {
  if (form.perPatch) {
    const name = form.positions ? text.position : text.intoPatch;
    return name(Math.floor(tile / array.shape[1]), tile % array.shape[1]);
  }
  if (form.pairs) return text.hiddenUnit(tile);
  if (!form.linked) return text.fromChannel(tile);
  return picture.kind === "units" ? text.unit(tile) : text.channel(tile);
}
