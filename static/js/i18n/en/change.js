// Before and after: the values at the pinned position, those of now, and their difference.

export default {
  title: "Before and after",
  of: (what) => `Before and after: ${what}`,
  pinned: "pinned",
  now: "now",
  difference: "now − pinned",
  at: (dx, dy) => `dx ${dx}, dy ${dy}`,
  values: "Pinned and now on one scale",
  change: "Difference",
  still: "Nothing is moved: move the picture to see the difference.",
  reading: "Reading the values at the pinned position…",
  failed: (why) => `The values at the pinned position did not arrive: ${why}`,
  cell: (cell, row, column) => `${cell} ${row}, ${column}`,
  unit: (noun, n) => `${noun} ${n}`,
  most: (where, change) => `Changed most: ${where}, ${change}`,
  same: "No value of this picture has changed.",
  readout: (where, change) => `${where}: ${change}`,
  change_of: (pinned, now, difference) => `${pinned} → ${now} (${difference})`,
  units: (n, noun) => `${n} ${noun}s`,
  attention: (head, query) => `Before and after: ${head}, query ${query}`,
};
