// The curves of accuracy under shift as sentences with numbers (pure).
import { words } from "../../i18n/i18n.js";

const text = await words("charts");

/** `curves`: as accuracyCurves gives them. Sentences: not moved, moved as far as was measured, and the same for models trained with shifts. */
export function accuracySentences(curves) {
  if (!curves.length) return [];
  const furthest = Math.min(...curves.map(({ x }) => x.at(-1)));
  const still = curves.filter(({ model }) => model.version !== "shifted");
  const shifted = curves.filter(({ model }) => model.version === "shifted");
  return [
    still.length ? text.still(listAt(still, 0)) : "",
    still.length ? text.shifted(furthest, listAt(still, furthest)) : "",
    shifted.length ? text.trained(furthest, listAt(shifted, furthest)) : "",
    text.flat,
    text.protocol[curves[0].model.tier] ?? text.protocol.other,
    shifted.length && still.length ? text.dashed : "",
  ].filter(Boolean);
}

/** The best first: "CNN 91 %, ViT 27 %". */
function listAt(curves, shift) {
  const at = curves.flatMap(({ model, x, y }) =>
    x.includes(shift) ? [{ title: model.title, share: y[x.indexOf(shift)] }] : [],
  );
  at.sort((a, b) => b.share - a.share);
  return at.map(({ title, share }) => text.right(title, whole(share))).join(", ");
}

/** Whole per cent, one digit more from 98 % on, where the differences lie. */
const whole = (share) => (share >= 98 ? share.toFixed(1) : String(Math.round(share)));
