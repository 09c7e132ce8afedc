// @ts-check
// How a question is answered: buttons, a point on a small copy of the picture, a number or a word.
import { words } from "../i18n/i18n.js";
import { el, say, takeArrow } from "../ui/dom.js";
import { pictureWithPoints } from "./point_picture.js";

const TEXT = await words("room");

/**
 * @param {any} question
 * @param {(value: any) => boolean} send whether it went out
 */
export function createAnswerForm(question, send) {
  const thanks = el("span.fine", { role: "status" });
  const give = (value) => {
    if (!send(value)) return say(thanks, TEXT.away);
    say(thanks, TEXT.thanks);
  };
  return el("div.room-answer", {}, FORMS[question.kind](question, give), thanks);
}

const FORMS = {
  choice({ text, choices }, give) {
    const buttons = choices.map((choice, index) =>
      el("button", { type: "button", "aria-pressed": "false", onclick: () => chosen(index) }, choice),
    );
    const chosen = (index) => {
      for (const [i, button] of buttons.entries()) button.setAttribute("aria-pressed", String(i === index));
      give(index);
    };
    return el("div.room-line", { role: "group", "aria-label": text }, buttons);
  },
  point(question, give) {
    let at = [0.5, 0.5];
    const { canvas, paint } = pictureWithPoints(TEXT.markPoint);
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application"); // arrow keys move the mark
    const mark = (next) => {
      at = next.map((share) => Math.min(1, Math.max(0, share)));
      paint([at]);
      give(at);
    };
    canvas.addEventListener("click", (event) => {
      const area = canvas.getBoundingClientRect();
      mark([(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height]);
    });
    canvas.addEventListener("keydown", (event) => {
      const step = takeArrow(event);
      if (step) mark([at[0] + step[0] / 28, at[1] + step[1] / 28]);
    });
    paint([]);
    return el("figure", {}, canvas, el("figcaption.fine", {}, TEXT.markPoint));
  },
  number: ({ text }, give) => written(text, { type: "number", step: "any" }, (typed) => give(Number(typed))),
  word: ({ text }, give) => written(text, { type: "text", maxLength: 40 }, give),
};

function written(label, properties, give) {
  const field = el("input", { ...properties, required: true, "aria-label": label });
  const onsubmit = (event) => {
    event.preventDefault();
    give(field.value);
  };
  return el("form.room-line", { onsubmit }, field, el("button.primary", { type: "submit" }, TEXT.answer));
}
