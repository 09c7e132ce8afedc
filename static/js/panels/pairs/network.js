// One network of "Left or right": the properties that choose it, its answer now, what exchanging the letters does, its accuracy.
import { words } from "../../i18n/i18n.js";
import { share, short } from "../../lib/format.js";
import { SIDE, neighbour, provable, standing, valuesOf, windowTouchesBoth } from "../../lib/pairs.js";
import { el, say } from "../../ui/dom.js";
import { theme } from "../../ui/plot.js";
import { barsOf } from "./figures.js";
import { SCALE, paintWindow } from "./window.js";

const TEXT = await words("pairs");
const PROPERTIES = ["kind", "field", "padding", "head", "positions"];
const RIGHT = { left: 0, right: 1 }; // classes, as the server counts them

/** `facts`: the server's of every model; `choose(id)` takes another network's place, `drop()` takes this one away. */
export function createNetwork(model, { facts, gaps, choose, drop }) {
  const known = facts.find((one) => one.model === model.id);
  const says = el("p.says", { role: "status" });
  const badge = el("b.badge", { hidden: true }, TEXT.badge);
  const why = el("span");
  const measured = el("span");
  const reach = el("figcaption");
  const canvas = el("canvas", { width: SIDE * SCALE, height: SIDE * SCALE, "aria-hidden": "true" });
  const window = known.field ? el("figure.window", {}, canvas, reach) : null;
  const element = el(
    "section.network",
    { dataset: { family: model.family, model: model.id }, "aria-label": model.title },
    el(
      "header",
      {},
      el("h3", {}, model.title),
      says,
      el("button.square", { type: "button", "aria-label": TEXT.less(model.title), onclick: drop }, "×"),
    ),
    el(
      "div.choose",
      {},
      PROPERTIES.map((property) => chooser(property, known, facts, choose)),
    ),
    el("div.body", {}, window, el("div.said", {}, el("p.swap", {}, badge, " ", why, " ", measured), barsOf(known, gaps))),
  );

  return {
    element,
    /** `frame`: the model's part of what the page shows; `difference`: the largest of a logit under the swap, null: not known. */
    show(frame, places, difference) {
      const reason = provable(places, known);
      badge.hidden = !reason;
      say(why, reason ? TEXT.why[reason] : "");
      element.dataset.at = difference === null ? "" : [...places.a, ...places.b].join();
      element.dataset.swap = difference ?? "";
      element.dataset.provable = reason ?? "";
      const value = difference === null ? "" : short(difference);
      say(measured, difference === null ? "" : reason ? TEXT.exact(value) : TEXT.measured(value));
      if (known.field) {
        paintWindow(canvas, frame.input, places, known, theme().family(model.family));
        say(reach, TEXT.window[windowTouchesBoth(places, known) ? "both" : "one"](known.field));
      }
      answer(says, frame.predictions[0], standing(places, known), element);
    },
  };
}

function answer(says, { label, index, probability }, truth, element) {
  const right = truth in RIGHT ? (RIGHT[truth] === index ? "right" : "wrong") : "";
  element.dataset.answer = label;
  element.dataset.right = right;
  const parts = [TEXT.says({ label, share: share(probability) })];
  if (right) parts.push(TEXT[right]);
  if (truth === "far") parts.push(TEXT.far);
  say(says, parts.join(" · "));
}

/** Nothing where models of that kind do not differ in it. */
function chooser(property, known, facts, choose) {
  const values = valuesOf(property, known, facts);
  if (values.length < 2) return null;
  const text = (value) => TEXT.values[property][value];
  const select = el(
    "select",
    {
      "aria-label": TEXT.properties[property],
      onchange: () => choose(neighbour(known, property, values[select.selectedIndex], facts).model),
    },
    values.map((value) => el("option", { value: String(value), selected: value === known[property] }, text(value))),
  );
  return el("label", {}, TEXT.properties[property], " ", select);
}
