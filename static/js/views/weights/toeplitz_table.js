// How much like a convolution every block of the models shown mixes its patches: a table.
import { el } from "../../ui/dom.js";
import { words } from "../../i18n/i18n.js";
import { fixed } from "../../lib/format.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.patchmatrix;

/** `parts` [{model, toeplitz: {blocks}}]. */
export function toeplitzTable(parts) {
  const most = parts.reduce((best, part) => (part.toeplitz.blocks.length > best.length ? part.toeplitz.blocks : best), []);
  const names = most.map(({ title }) => el("th", { scope: "col" }, title));
  const lines = parts.flatMap((part) => [line(part, "toeplitz", text.withSelf), line(part, "without_self", text.withoutSelf)]);
  return el("table.costs", {}, el("thead", {}, el("tr", {}, el("td"), ...names)), el("tbody", {}, ...lines));
}

function line({ model, toeplitz: { blocks } }, key, name) {
  const cells = blocks.map((block) =>
    el("td", { dataset: { value: String(block[key]) }, title: block.means }, shown(block[key])),
  );
  const head = el("th", { scope: "row" }, `${model.title}, ${name}`);
  return el("tr", { dataset: { model: model.id, key } }, head, ...cells);
}

/** Two digits, without a sign on a zero. */
const shown = (value) => (value === null || value === undefined ? "–" : fixed(value, 2));
