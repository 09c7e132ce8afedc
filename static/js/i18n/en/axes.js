// What is counted along an axis of an array: by its name in the data, such as "channel", one with its number, several, and cells.

/** @type {Record<string, [string, string]>} one, several */
const NAMES = {
  channel: ["channel", "channels"],
  unit: ["unit", "units"],
  class: ["class", "classes"],
  position: ["position", "positions"],
  patch: ["patch", "patches"],
  head: ["head", "heads"],
  axis: ["number", "numbers"],
  matrix: ["matrix", "matrices"],
  index: ["index", "indices"],
};

const one = (axis) => NAMES[axis]?.[0] ?? axis;
const several = (axis) => NAMES[axis]?.[1] ?? axis;

export default {
  one,
  numbered: (axis, n) => `${one(axis)} ${n}`,
  valued: (axis, n, value) => `${one(axis)} ${n}: ${value}`,
  counted: (axis, n) => `${n} ${several(axis)}`,
  cell: (cell, row, column) => `${one(cell)} ${row}, ${column}`,
  channelAndCell: (axis, n, cell, row, column) => `${one(axis)} ${n}, ${one(cell)} ${row}, ${column}`,
  allOf: (axis, title) => `${several(axis)} of ${title}`,
  largestFirst: (axis) => `${several(axis)}, largest first`,
  next: (axis) => `Next ${one(axis)}`,
  previous: (axis) => `Previous ${one(axis)}`,
};
