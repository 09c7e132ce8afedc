// A number that differs where a picture does: what an answer is about, without keeping the picture.

/** @param {ArrayLike<number>} values */
export function fingerprint(values) {
  let hash = 0;
  for (let i = 0; i < values.length; i++) hash = (hash * 31 + values[i]) | 0;
  return hash;
}
