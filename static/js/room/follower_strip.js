// @ts-check
// What a follower sees of the room: whose view this is, the way to one's own and back, and the leader's question.
import { words } from "../i18n/i18n.js";
import { el, say } from "../ui/dom.js";
import { createAnswerForm } from "./answer_form.js";
import { results } from "./results.js";

const TEXT = await words("room");

/**
 * `tell(deed, more)`, `comeBack()`, `goBack()` to one's own view, `handIn()`, `leave()`; `nickname` of nicknames.js, `refusal` the element of
 * refusal.js. Returns {element, show({room, around, mine}), note(sentence)}.
 * @param {any} acts
 */
export function createFollowerStrip({ tell, refusal, comeBack, goBack, handIn, leave, nickname }) {
  const code = el("b.room-code");
  const sentence = el("span", { role: "status" });
  const back = el("button.primary", { type: "button", onclick: comeBack }, TEXT.comeBack);
  const own = el("button", { type: "button", onclick: goBack }, TEXT.mine);
  const hand = el("button", { type: "button", onclick: () => handIn() && say(hand, TEXT.handedIn) }, TEXT.handIn);
  const out = el("button.quiet", { type: "button", onclick: leave }, TEXT.leave);
  const asked = el("div.room-question", { hidden: true });
  const line = el("div.room-line", {}, code, el("span", {}, sentence, " ", refusal), back, own, hand, out);
  const element = el("section.room-bar", { "aria-label": TEXT.strip }, line, nickname.element, asked);
  let key = ""; // of the question that stands there

  function ask(question) {
    asked.hidden = !question;
    const next = question ? JSON.stringify([question.id, question.open, question.results]) : "";
    if (next === key) return;
    key = next;
    if (!question) return asked.replaceChildren();
    const form = question.open
      ? createAnswerForm(question, (value) => tell("answer", { question: question.id, value }))
      : el("p.fine", {}, TEXT.closed);
    asked.replaceChildren(el("h2", {}, question.text), form, ...(question.results ? [results(question)] : []));
  }
  return {
    element,
    note: (text) => say(sentence, text),
    show({ room, around, mine }) {
      if (!room) return;
      say(code, room.code);
      say(sentence, !room.leads ? TEXT.letGoTold : around ? TEXT.around : TEXT.following);
      back.hidden = !(room.leads && around);
      own.hidden = !(room.leads && !around && mine);
      hand.hidden = room.leads && !around;
      if (!hand.hidden) say(hand, TEXT.handIn);
      nickname.show(room);
      ask(room.question);
    },
  };
}
