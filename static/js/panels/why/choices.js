// What is asked about: the class, the class that it is compared with, and the picture with nothing in it.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("why");
const BASELINES = ["black", "mean", "blurred"];

/** {element, show(context, target)}; `onChoice(patch)` of the state. */
export function createChoices(onChoice) {
  const select = (label, key, read) => {
    const element = el("select", { "aria-label": label, onchange: () => onChoice({ [key]: read(element.value) }) });
    return element;
  };
  const number = (value) => (value === "" ? null : Number(value));
  const target = select(TEXT.class, "whyClass", number);
  const against = select(TEXT.against, "whyAgainst", number);
  const baseline = select(TEXT.baseline.title, "whyBaseline", String);
  fill(
    baseline,
    BASELINES.map((name) => [name, TEXT.baseline[name]]),
  );
  const field = (label, control) => el("label", {}, label, " ", control);
  return {
    element: el(
      "p.controls",
      {},
      field(TEXT.class, target),
      field(TEXT.against, against),
      field(TEXT.baseline.title, baseline),
    ),
    show({ state, models }, chosen) {
      const [lead] = state.models.map((id) => models.find((model) => model.id === id));
      const labels = lead.labels.map((label, i) => [String(i), label]);
      fill(target, [["", TEXT.says(lead.title, lead.labels[chosen] ?? "")], ...labels]);
      fill(against, [["", TEXT.nothing], ...labels.filter(([i]) => Number(i) !== chosen)]);
      target.value = state.whyClass ?? "";
      against.value = state.whyAgainst === chosen ? "" : (state.whyAgainst ?? "");
      baseline.value = state.whyBaseline;
    },
  };
}

/** Options of a select, made anew only where they are others. */
function fill(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  select.replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
}
