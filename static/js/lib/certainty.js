// @ts-check
// What a model says of a picture, and when it says that it is unsure: one rule for every place that tells an answer. Pure.

/**
 * The share that the page tells of a prediction: calibrated where the model's card has a temperature, else the softmax.
 * @param {{ probability: number, calibrated?: number }} prediction
 */
export const shareOf = ({ calibrated, probability }) => calibrated ?? probability;

/**
 * @param {{ calibration?: { unsure_below: number | null } | null }} model its document
 * @param {import("./wire_types.js").Prediction[] | undefined} predictions the most probable class first
 * @returns {{ label: string, share: number, unsure: boolean } | null} null for a model without classes
 */
export function verdict({ calibration }, predictions) {
  const top = predictions?.[0];
  if (!top) return null;
  const share = shareOf(top);
  const least = calibration ? calibration.unsure_below : 0; // null: it gives no names at all
  return { label: top.label, share, unsure: least === null || share < least };
}
