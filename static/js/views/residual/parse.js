// What the residual view reads out of links and answers (pure).

const SHOWN = 4; // classes

/** "3" or "3-off" in the link: the branch by its number in the network, and whether it is switched off. */
export function parseArgument(text, parts, point) {
  const [number, off] = (text ?? "").split("-");
  const index = /^\d+$/.test(number) ? Number(number) : -1;
  const own = parts.findIndex((part) => part.point === point.name);
  return { index: parts[index] ? index : Math.max(0, own), off: off === "off" };
}

/** The classes worth a line: the likeliest of both answers, by number. */
export function classes(before, after, most = SHOWN) {
  const chosen = new Map();
  for (let i = 0; chosen.size < most && i < before.length; i++)
    for (const one of [before[i], after[i]]) if (chosen.size < most) chosen.set(one.index, one.label);
  const of = (list, index) => list.find((one) => one.index === index)?.probability ?? 0;
  return [...chosen]
    .sort((a, b) => a[0] - b[0])
    .map(([index, label]) => ({ label, before: of(before, index), after: of(after, index) }));
}

/** The three parts of one exact frame (part, …) as arrays of their own. */
export function split({ axes, shape, values }) {
  const size = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => ({
    axes: axes.slice(1),
    shape: shape.slice(1),
    values: values.subarray(i * size, (i + 1) * size),
  }));
}
