/** Numbers as people read them. Labels use the typographic minus; `exact` stays plain ASCII, to be pasted into a notebook. */

const MINUS = "\u2212";

const HALF_UP = 1 + 1e-12; // 8.45 is a little less in binary

/** Three significant digits, without trailing noise: 0, 1.28, −12.1, 340, 1.2e−5. */
export function short(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-3
      ? value.toExponential(Math.max(0, digits - 2)).replace("e+", "e")
      : (value * HALF_UP).toFixed(Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
  return text.replace(/-/g, MINUS);
}

/** One significant digit without an exponent, for who has never met one: 0.0000002. */
export function inZeros(value) {
  const [, exponent] = value.toExponential(0).split("e");
  return Number(value.toPrecision(1)).toFixed(Math.max(0, -exponent)).replace("-", MINUS);
}

/** With so many digits after the point: 0.05, −0.41. */
export const fixed = (value, digits) =>
  (value * HALF_UP)
    .toFixed(digits)
    .replace(/^-(?=[0.]*$)/, "")
    .replace("-", MINUS);

/** The shortest decimal that names this float32 and no other (what NumPy prints). */
export function exact(value) {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return String(single);
  for (let digits = 6; digits <= 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return String(Number(text));
  }
  return String(single);
}

/** A share of 1 as a percentage: 99.7 %, 0.04 %, 0 %. */
export function percent(share) {
  if (!Number.isFinite(share)) return "–";
  const value = 100 * share;
  if (value === 0) return "0 %";
  return `${value >= 99.95 ? value.toFixed(value >= 99.995 ? 0 : 2) : value >= 10 ? value.toFixed(1) : value >= 0.01 ? value.toFixed(2) : "< 0.01"} %`;
}

/** With its sign always: +3, −2, 0. */
export const signed = (value) => (value > 0 ? `+${value}` : value < 0 ? MINUS + Math.abs(value) : "0");

/** A difference: +1.28, −0.05, 0. */
export const signedShort = (value) => (value > 0 ? `+${short(value)}` : short(value));

const THOUSANDS = new Intl.NumberFormat("en-US"); // to make one takes longer than all that the first page has to say

export const count = (value) => THOUSANDS.format(value).replace(/,/g, "\u202f");

/** 32 × 28 × 28 */
export const shape = (sizes) => sizes.join("\u2009×\u2009");

/** Whole per cent; "<1" instead of a 0 that is none. */
export const share = (probability) =>
  probability >= 0.995
    ? probability > 0.9995
      ? "100 %"
      : `${(probability * 100).toFixed(1)} %`
    : probability > 0 && probability < 0.005
      ? "< 1 %"
      : `${Math.round(probability * 100)} %`;

/** An accuracy in per cent: 98.7 % */
export const percentage = (top1) => `${(top1 * HALF_UP).toFixed(1)} %`;

/** A number and its unit on one line. */
export const unbroken = (text) => text.replace(" ", "\u00a0");

/** 10.7 M, 288 k */
export const large = (value) =>
  value >= 1e6
    ? `${(value / 1e6).toFixed(value >= 1e8 ? 0 : 1)} M`
    : value >= 1e3
      ? `${Math.round(value / 1e3)} k`
      : String(value);

/** Bytes as megabytes: 9.9, 23. */
export const megabytes = (count) => (count < 9.95e6 ? (count / 1e6).toFixed(1) : Math.round(count / 1e6).toString());
