// One attention weight with the arithmetic that makes it: q, k, their dot product, the scale, the softmax; then what it carries, v.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { findModel } from "../../lib/wire.js";
import { summary } from "../../lib/arrays.js";
import { cells, numbers, sign, symmetric } from "../../ui/number_matrix.js";
import { button, caption, head as headline, scaleOf } from "../../ui/figure_parts.js";
import { createPatchPicker } from "../../ui/patch_picker.js";
import { agrees, attentionSteps } from "./sums.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");

const text = TEXT.entry;
const WRITTEN = 16; // values of a vector that are written out; longer ones are a picture

export const id = "entry";
export const title = text.title;
export const explain = text.explain;
export const needs = ["attention"];

export function render(container, first) {
  let context = first;
  let turn = 0;
  let gone = false;
  const point = context.attention;
  const { prefix, shape } = point;
  const [heads, , tokens] = shape;
  const [rows, columns] = context.point.grid;

  // "query-key-head" in the link; nothing chosen: the middle patch, the patch beside it, the first head.
  const middle = prefix + Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  const within = (value, most, other) => (Number.isInteger(value) && value >= 0 && value < most ? value : other);
  function chosen() {
    const [query, key, head] = (context.argument ?? "").split("-").map((part) => (part === "" ? NaN : Number(part)));
    return {
      query: within(query, tokens, middle),
      key: within(key, tokens, Math.min(tokens - 1, middle + 1)),
      head: within(head, heads, 0),
    };
  }
  const choose = (patch) => {
    const { query, key, head } = { ...chosen(), ...patch };
    context.go("entry", `${query}-${key}-${head}`);
  };
  const nameOf = (token) =>
    token < prefix
      ? prefix === 1
        ? TEXT.attention.classToken
        : `token ${token}`
      : TEXT.attention.patch(Math.floor((token - prefix) / columns), (token - prefix) % columns);

  const side = (role) => {
    const picker = createPatchPicker({
      rows,
      columns,
      label: text[role],
      onPick: (patch) => choose({ [role]: prefix + patch }),
    });
    const name = el("strong");
    const classes = Array.from({ length: prefix }, (_, token) =>
      button(nameOf(token), () => choose({ [role]: token }), { "aria-pressed": "false" }),
    );
    const element = el(
      "div.vquery",
      {},
      picker.element,
      el("div", {}, el("p", {}, `${text[role]}: `, el("br"), name), el("p.vmodes", {}, classes)),
    );
    return { picker, name, classes, element };
  };
  const sides = { query: side("query"), key: side("key") };
  const headButtons = Array.from({ length: heads }, (_, h) =>
    button(TEXT.attention.head(h + 1), () => choose({ head: h }), { "aria-pressed": "false" }),
  );
  const sheet = el("div.vsheet", { "aria-live": "polite" });
  container.append(el("div.vpair", {}, sides.query.element, sides.key.element), el("p.vmodes", {}, headButtons), sheet);

  function paintChoice() {
    const now = chosen();
    const input = findModel(context.frame, context.model.id)?.input;
    for (const [role, { picker, name, classes }] of Object.entries(sides)) {
      const token = now[role];
      if (input) picker.paint(input, token < prefix ? null : token - prefix);
      name.textContent = nameOf(token);
      classes.forEach((node, i) => node.setAttribute("aria-pressed", String(i === token)));
    }
    headButtons.forEach((node, h) => node.setAttribute("aria-pressed", String(h === now.head)));
    return now;
  }

  const vector = (name, values, scale) => {
    const form = values.length <= WRITTEN ? values.length / (values.length % 2 ? 1 : 2) : Math.ceil(Math.sqrt(values.length));
    return values.length <= WRITTEN
      ? numbers(name, values, form, "activation", scale)
      : cells(name, padded(values, form), Math.ceil(values.length / form), form, "activation");
  };
  const line = (name, expression, value) =>
    el("li", {}, el("span", {}, name), el("span", {}, expression), el("b", {}, exact(value)));
  const map = (name, values) => cells(name, Float32Array.from(values.slice(prefix)), rows, columns, "activation");

  function write(entry, now) {
    const found = attentionSteps(entry);
    const recorded = entry.weights[now.key];
    if (!agrees(found.weight, recorded)) return [caption(TEXT.number.mismatch)];
    const both = symmetric([...entry.query, ...entry.key]);
    const values = scaleOf(summary(entry.value));
    const carried = entry.value.map((value) => value * recorded);
    return [
      el(
        "div.vthree",
        {},
        vector(text.q, entry.query, both),
        sign("×"),
        vector(text.k, entry.key, both),
        sign("="),
        vector(text.products, found.products, symmetric(found.products)),
      ),
      el(
        "ol.vchain",
        { dataset: { sum: exact(found.weight), recorded: exact(recorded), dot: exact(found.dot) } },
        line("q · k", text.sum(entry.query.length), found.dot),
        line(text.scaled, `${short(found.dot, 4)} ∕ √${entry.query.length}`, found.score),
        line("exp", text.exp(short(found.score, 4), short(found.largest, 4)), found.exp),
        line(text.softmax, text.total(short(found.exp, 4), short(found.total, 4), tokens), found.weight),
        el(
          "li.vchain-end",
          {},
          el("span", {}, TEXT.number.recorded),
          el("span", {}, TEXT.number.agree),
          el("b", {}, exact(recorded)),
        ),
      ),
      headline(text.row(nameOf(now.query))),
      el(
        "div.vthree",
        {},
        map(text.dots, entry.dots),
        sign("→"),
        map(text.scores, found.scores),
        sign("→"),
        map(text.weights, entry.weights),
      ),
      caption(
        prefix ? text.prefix(nameOf(0), short(entry.dots[0], 4), short(found.scores[0], 4), short(entry.weights[0], 4)) : "",
      ),
      headline(text.carries(nameOf(now.key))),
      el(
        "div.vthree",
        {},
        vector(text.v, entry.value, values),
        sign(`× ${short(recorded, 3)} =`),
        vector(text.carried, carried, scaleOf(summary(carried))),
      ),
      el("div.vthree", {}, vector(text.output, entry.output, scaleOf(summary(entry.output)))),
      caption(text.outputNote),
    ];
  }

  async function show() {
    const mine = ++turn;
    const now = paintChoice();
    if (context.moving) return void sheet.classList.add("is-stale");
    const question = { model: context.model.id, point: context.point.name, ...now };
    const nodes = await context.request.attentionEntry(question).then(
      (entry) => write(entry, now),
      (error) => [caption(error.message)],
    );
    if (mine !== turn || gone) return;
    sheet.classList.remove("is-stale");
    sheet.dataset.at = `${now.query}-${now.key}-${now.head}`;
    sheet.replaceChildren(...nodes);
  }
  return {
    ready: show(),
    update(next) {
      context = next;
      show();
    },
    destroy() {
      gone = true;
    },
  };
}

/** Zeros behind the last value, so that a long vector fills its picture. */
function padded(values, columns) {
  const filled = new Float32Array(Math.ceil(values.length / columns) * columns);
  filled.set(values);
  return filled;
}
