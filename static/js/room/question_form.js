// @ts-check
// What the leader asks: a kind of answer, a sentence, and choices; "which model?" is ready to be asked.
import { words } from "../i18n/i18n.js";
import { el } from "../ui/dom.js";

const TEXT = await words("room");

/** `shown()` the models on the page; `ask(question)`. */
export function createQuestionForm({ shown, ask }) {
  const kind = el(
    "select",
    { "aria-label": TEXT.kind },
    Object.entries(TEXT.kinds).map(([value, text]) => el("option", { value }, text)),
  );
  const text = el("input", {
    type: "text",
    required: true,
    maxLength: 200,
    value: TEXT.firstQuestion,
    "aria-label": TEXT.question,
  });
  const choices = el("textarea", { rows: 4, "aria-label": TEXT.choices });
  const lines = () => choices.value.split("\n").filter((line) => line.trim());
  const several = el("label", {}, el("span.fine", {}, TEXT.choices), choices);
  kind.addEventListener("change", () => {
    several.hidden = kind.value !== "choice";
    const ready = [TEXT.firstQuestion, TEXT.pointQuestion];
    if (!text.value || ready.includes(text.value)) text.value = { choice: ready[0], point: ready[1] }[kind.value] ?? "";
  });
  const onsubmit = (event) => {
    event.preventDefault();
    ask({ kind: kind.value, text: text.value, choices: kind.value === "choice" ? lines() : [] });
  };
  const form = el(
    "form.room-form",
    { onsubmit },
    el("label", {}, el("span.fine", {}, TEXT.kind), kind),
    el("label", {}, el("span.fine", {}, TEXT.question), text),
    several,
    el("button.primary", { type: "submit" }, TEXT.askNow),
  );
  const titles = () =>
    shown()
      .map(({ title }) => title)
      .join("\n");
  choices.value = titles();
  return form;
}
