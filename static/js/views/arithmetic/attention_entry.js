// One attention weight with the arithmetic that makes it: q, k, their dot product, the scale, the softmax; then what it carries, v.
import { el } from "../../ui/dom.js";
import { findModel } from "../../lib/wire.js";
import { button } from "../../ui/figure_parts.js";
import { createPatchPicker } from "../../ui/patch_picker.js";
import { createSheet } from "./sheet.js";
import { tokenName } from "./tokens.js";
import { writeEntry } from "./attention_sheet.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.entry;

export const id = "entry";
export const title = text.title;
export const explain = text.explain;
export const needs = ["attention"];

export function render(container, first) {
  const [heads, , tokens] = first.attention.shape;
  const [rows, columns] = first.point.grid;
  const view = { context: first, heads, tokens, rows, columns, prefix: first.attention.prefix };
  view.parts = elements(view);
  container.append(...view.parts.all);
  return {
    ready: show(view),
    update(next) {
      view.context = next;
      show(view);
    },
    destroy: () => view.parts.sheet.stop(),
  };
}

/** "query-key-head" in the link; nothing chosen: the middle patch, the patch beside it, the first head. */
function chosen({ context, rows, columns, prefix, tokens, heads }) {
  const middle = prefix + Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  const within = (value, most, other) => (Number.isInteger(value) && value >= 0 && value < most ? value : other);
  const [query, key, head] = (context.argument ?? "").split("-").map((part) => (part === "" ? NaN : Number(part)));
  return {
    query: within(query, tokens, middle),
    key: within(key, tokens, Math.min(tokens - 1, middle + 1)),
    head: within(head, heads, 0),
  };
}

function choose(view, patch) {
  const { query, key, head } = { ...chosen(view), ...patch };
  view.context.go("entry", `${query}-${key}-${head}`);
}

function elements(view) {
  const sides = { query: side(view, "query"), key: side(view, "key") };
  const heads = Array.from({ length: view.heads }, (_, head) =>
    button(TEXT.attention.head(head + 1), () => choose(view, { head }), { "aria-pressed": "false" }),
  );
  const sheet = createSheet(text.working);
  const pair = el("div.vpair", {}, sides.query.element, sides.key.element);
  return { sides, heads, sheet, all: [pair, el("p.vmodes", {}, ...heads), sheet.element] };
}

/** Choosing a token as `role` "query" or "key": on the picture, or by a button where it is no patch. */
function side(view, role) {
  const { rows, columns, prefix } = view;
  const picker = createPatchPicker({
    rows,
    columns,
    label: text[role],
    onPick: (patch) => choose(view, { [role]: prefix + patch }),
  });
  const name = el("strong");
  const classes = Array.from({ length: prefix }, (_, token) =>
    button(tokenName(token, view), () => choose(view, { [role]: token }), { "aria-pressed": "false" }),
  );
  const words = el("div", {}, el("p", {}, `${text[role]}: `, el("br"), name), el("p.vmodes", {}, ...classes));
  return { picker, name, classes, element: el("div.vquery", {}, picker.element, words) };
}

function paintChoice(view, now) {
  const { context, parts, prefix } = view;
  const input = findModel(context.frame, context.model.id)?.input;
  const press = (nodes, at) => nodes.forEach((node, i) => node.setAttribute("aria-pressed", String(i === at)));
  for (const [role, { picker, name, classes }] of Object.entries(parts.sides)) {
    const token = now[role];
    if (input) picker.paint(input, token < prefix ? null : token - prefix);
    name.textContent = tokenName(token, view);
    press(classes, token);
  }
  press(parts.heads, now.head);
}

function show(view) {
  const { context, parts } = view;
  const now = chosen(view);
  paintChoice(view, now);
  return parts.sheet.write(context, `${now.query}-${now.key}-${now.head}`, async () => {
    const entry = await context.request.attentionEntry({ model: context.model.id, point: context.point.name, ...now });
    return writeEntry(view, entry, now);
  });
}
