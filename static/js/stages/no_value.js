// @ts-check
// Why a stage has no number, and what a row says of all its stages that have none.
import { words } from "../i18n/i18n.js";

const { still: TEXT, whole } = await words("rows");

const movable = ({ grid, stride }) => Boolean(grid && stride);
const ofPatches = ({ axes }) => axes.includes("token");

/**
 * Why none of `points` has an equivariance error for this move: {why: "positions"}, or {why: "patches" or "strides", strides}:
 * the moves in pixels of which multiples can be undone.
 */
export function absence(points) {
  const placed = points.filter(movable);
  if (!placed.length) return { why: "positions", strides: [] };
  const strides = [...new Set(placed.map(({ stride }) => stride))].sort((a, b) => a - b);
  return { why: placed.every(ofPatches) && strides.length === 1 ? "patches" : "strides", strides };
}

const said = (model, { why, strides }) => TEXT[why](why === "positions" ? model.title : strides);

/** `moved`: as of rowReason. */
export function reasonOf(model, point, measure, moved) {
  if (measure !== "equivariance") return TEXT.empty;
  return Array.isArray(moved) ? said(model, absence([point])) : TEXT[moved];
}

/**
 * One sentence for a model's row, null where its numbers speak for themselves. `values`: point name -> number or null;
 * `moved`: [dx, dy] from the pin, or why it is no move of the whole picture, see moveFromPin in lib/scene.js.
 */
export function rowReason(model, measure, values, moved) {
  if (!Array.isArray(moved)) return measure === "equivariance" ? TEXT[moved] : null;
  const [dx, dy] = moved;
  const points = model.points.filter(({ stage, name }) => stage && values.has(name));
  if (measure === "invariance") return wholePatches(points, dx, dy);
  if (measure !== "equivariance") return null;
  const empty = points.filter(({ name }) => values.get(name) === null);
  // A pooled end alone says so on its card.
  return empty.some(movable) || empty.length === points.length ? said(model, absence(empty)) : null;
}

/** A move by whole patches looks like any other until it is moved back. */
function wholePatches(points, dx, dy) {
  const first = points.find((point) => movable(point) && ofPatches(point));
  if (!first || !(dx || dy) || dx % first.stride || dy % first.stride) return null;
  return whole(first.stride);
}
