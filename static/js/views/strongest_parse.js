// What the link says of the strongest pictures: which are asked, and whether the largest or the smallest values count. Pure.

/** @typedef {{ sets: string[] | null, end: "highest" | "lowest" }} Asked `sets` null: all that there are */

export const SETS = ["samples", "generated", "test", "own"];

/** "samples-own.lowest" in the link. @returns {Asked} */
export function parseAsked(text) {
  const [names, end] = (text ?? "").split(".");
  const sets = SETS.filter((name) => names.split("-").includes(name));
  return { sets: sets.length ? sets : null, end: end === "lowest" ? "lowest" : "highest" };
}

/** The other way; null where nothing differs from the usual. @param {Asked} asked */
export function writeAsked({ sets, end }) {
  const names = sets ? SETS.filter((name) => sets.includes(name)).join("-") : "all";
  if (end === "lowest") return `${names}.lowest`;
  return sets ? names : null;
}

/** With one set more, or without it; of those `offered` at least one stays, and all of them are null. */
export function toggledSet(sets, name, offered) {
  const now = (sets ?? offered).filter((one) => offered.includes(one));
  const next = now.includes(name) ? now.filter((one) => one !== name) : [...now, name];
  if (!next.length) return sets;
  return next.length === offered.length ? null : next;
}

/** What of a rectangle (pixels) lies inside the picture. */
export const inside = ({ top, left, bottom, right }, rows, columns) => ({
  top: Math.max(0, top),
  left: Math.max(0, left),
  bottom: Math.min(rows, bottom),
  right: Math.min(columns, right),
});

/** The largest or smallest of one channel's values in the picture of now, and where: positions as the server counts them. */
export function extremeOf(values, end) {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (end === "highest" ? values[i] > values[at] : values[i] < values[at]) at = i;
  return { value: values[at], position: at };
}

/** Without those in which the channel is nowhere above its least value (or below its largest): they are all equal, and so are all further ones. */
export const answering = ({ strongest, end, lowest, highest }) =>
  strongest.filter(({ value }) => value !== (end === "highest" ? lowest : highest) || lowest === highest);
