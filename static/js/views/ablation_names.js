// What one part of a stage is called: a head or a branch by its ordinal, a channel or a unit by its number, a place by where it is.
import { words } from "../i18n/i18n.js";
import { tokenName } from "./arithmetic/tokens.js";

const TEXT = await words("ablation");
const AXES = await words("axes");

export function nameOf(part, number, { grid, prefix, axes }) {
  if (part === "head" || part === "branch") return TEXT.ordinal[part](number + 1);
  if (part !== "position") return AXES.numbered(part, number);
  const columns = grid?.[1] ?? 1;
  if (axes.includes("token")) return tokenName(number, { prefix, columns });
  return AXES.cell("position", Math.floor(number / columns), number % columns);
}
