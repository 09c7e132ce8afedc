// Two lists to compare any two steps.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("lineage");

/** `onChoose([step, step])`, where they differ. Returns {element, show(pair)}. */
export function createPicker(steps, onChoose) {
  const chosen = (select) => steps.find(({ key }) => key === select.value);
  const choose = () => {
    if (chosen(from) !== chosen(to)) onChoose([chosen(from), chosen(to)]);
  };
  const list = (label) =>
    el(
      "select",
      { "aria-label": label, onchange: choose },
      steps.map(({ key, title }) => el("option", { value: key }, title)),
    );
  const [from, to] = [list(TEXT.pick), list(TEXT.with)];
  return {
    element: el("p.pick", {}, el("label", {}, TEXT.pick, " ", from), el("label", {}, TEXT.with, " ", to)),
    show([first, second]) {
      from.value = first.key;
      to.value = second.key;
    },
  };
}
