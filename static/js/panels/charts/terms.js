// Translation invariance and equivariance: what the words mean, and what the numbers of a move say of each model.
import { words } from "../../i18n/i18n.js";
import { short, signed } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { moveOf } from "./curves.js";

const { terms: text } = await words("charts");

/** {update(frame, models, example)}: a frame of a move (or an example's changes), null where there is none yet. */
export function createTerms() {
  const lead = el("p");
  const list = el("ul");
  const term = ({ term: name, text: meaning }) => el("div", {}, el("dt", {}, name), el("dd", {}, meaning));
  const element = el("div.chart-terms", {}, el("dl", {}, term(text.invariance), term(text.equivariance)), lead, list);
  return {
    element,
    update(frame, models, example) {
      lead.hidden = list.hidden = !frame;
      if (!frame) return;
      lead.textContent = text.lead[example ? "example" : "now"](...moveOf(frame).map(signed));
      list.replaceChildren(
        ...factsOf(frame, models).map(({ model, sentences }) =>
          el("li", { dataset: { family: model.family, model: model.id } }, sentences.join(" ")),
        ),
      );
    },
  };
}

/** What a frame's numbers say of each model: its first stage, still and moved back, and what its average or its last stage makes of it. */
export function factsOf(frame, models) {
  return frame.models.flatMap(({ id, stages }) => {
    const model = models.find((one) => one.id === id);
    const known = stages
      .map(({ name, change }) => ({ point: model.points.find((point) => point.name === name), change }))
      .filter(({ point, change }) => point && (change?.invariance ?? null) !== null);
    return known.length ? [{ model, sentences: [firstOf(model, known[0]), endOf(known)].filter(Boolean) }] : [];
  });
}

function firstOf({ title }, { point, change: { invariance, equivariance } }) {
  const still = short(invariance, 2);
  if (!point.grid) return text.placeless(title, point.title, still);
  if (equivariance === null) return text.between(title, point.title, still, point.stride);
  return text[equivariance <= invariance / 2 ? "along" : "apart"](title, point.title, still, short(equivariance, 2));
}

/** The average over all places, with the numbers on both sides of it; without one, the last stage. */
function endOf(known) {
  const at = known.findIndex(({ point }, i) => i > 0 && point.phase === "pool" && !point.grid && known[i - 1].point.grid);
  const number = ({ change }) => short(change.invariance, 2);
  if (at < 0) return known.length > 1 ? text.last(known.at(-1).point.title, number(known.at(-1))) : null;
  const [before, after] = [known[at - 1], known[at]];
  const less = after.change.invariance < before.change.invariance;
  return text[less ? "pooled" : "unpooled"](after.point.title, number(before), number(after));
}
