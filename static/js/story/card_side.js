// @ts-check
// On which side of the window's lower edge the story's card hides less of what a step speaks of.

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box px of the window */

/** What two boxes share, in square px. @param {Box} a @param {Box} b */
function shared(a, b) {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}

/** The side on which it hides less, right where both are alike. @param {{ left: Box, right: Box }} cards @param {Box[]} spokenOf */
export function sideOf({ left, right }, spokenOf) {
  const hidden = (card) => spokenOf.reduce((sum, one) => sum + shared(card, one), 0);
  return hidden(left) < hidden(right) ? "left" : "right";
}
