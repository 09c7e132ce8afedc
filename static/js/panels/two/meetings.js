// For each model in a line: at which stage the two patterns meet first, as steps of a ladder and in words.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";

const TEXT = await words("two");

export const MET = 1e-4; // the server's, see docs/wire.md

/** {element, show(answer, models)} */
export function createMeetings() {
  const element = el("ul.meetings");
  const lines = new Map(); // ids of the models shown -> line
  const lineOf = (model) => {
    const title = el("b", {}, model.title);
    const ladder = el("span.ladder", { "aria-hidden": "true" });
    const said = el("span.said");
    return { element: el("li", { dataset: { family: model.family, model: model.id } }, title, ladder, said), ladder, said };
  };
  return {
    element,
    show(answer, models) {
      const ids = answer.map(({ model }) => model);
      if (ids.join() !== [...lines.keys()].join()) {
        lines.clear();
        for (const id of ids) lines.set(id, lineOf(models.find((model) => model.id === id)));
        element.replaceChildren(...[...lines.values()].map((line) => line.element));
      }
      for (const one of answer) paint(lines.get(one.model), one, models);
    },
  };
}

function paint({ element, ladder, said }, { model: id, meet, overlap, stages }, models) {
  const model = models.find((one) => one.id === id);
  const known = stages.map(({ interaction }) => interaction);
  if (ladder.children.length !== known.length) ladder.replaceChildren(...known.map(() => el("i")));
  known.forEach((value, i) => {
    ladder.children[i].dataset.met = value === null ? "unknown" : String(value > MET);
  });
  const last = known.at(-1);
  const at = stages.findIndex(({ name }) => name === meet);
  element.dataset.meet = meet ?? "";
  const titled = meet && model.points.find(({ name }) => name === meet).title;
  if (overlap) say(said, TEXT.overlapping);
  else if (last === null) say(said, TEXT.unchanged);
  else if (meet) say(said, TEXT.meet({ title: titled, at: at + 1, of: stages.length, last: short(last) }));
  else say(said, TEXT.apart);
}
