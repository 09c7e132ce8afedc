// @ts-check
// The leader's bar: the code, who is there, lead or let go, questions and their answers, views that were handed in.
import { words } from "../i18n/i18n.js";
import { aboutRoom } from "../net/api.js";
import { el, say, segmented } from "../ui/dom.js";
import { menu } from "./menu.js";
import { createNicknameSwitch } from "./nicknames.js";
import { createQuestionForm } from "./question_form.js";
import { createRecord } from "./record.js";
import { results } from "./results.js";

const TEXT = await words("room");

/**
 * `self` {code, lead}, `tell(deed, more)`, `refusal` the element of refusal.js, `shown()` the models on the page. Returns {element, show(room), note(sentence)}.
 * @param {any} parts
 */
export function createLeaderBar({ self, tell, refusal, shown }) {
  const sentence = el("span", { role: "status" });
  const leads = segmented(
    TEXT.bar,
    [
      { value: "on", text: TEXT.leadOn, explain: TEXT.leadOn_explain },
      { value: "off", text: TEXT.letGo, explain: TEXT.letGo_explain },
    ],
    (value) => tell("lead", { on: value === "on" }),
  );
  const record = createRecord(self.code);
  const names = createNicknameSwitch(tell);
  const asking = menu(TEXT.ask, (close) =>
    createQuestionForm({ shown, ask: (question) => tell("ask", { question }) && close() }),
  );
  const views = menu(TEXT.views({ count: 0 }), () => el("ul"));
  const asked = el("div.room-question", { hidden: true });
  const code = el("b.room-code", {}, self.code);
  const keep = [asking.element, views.element, ...names.parts, ...record.buttons];
  const line = el("div.room-line", {}, code, el("span", {}, sentence, " ", refusal), leads.element, invitation(self), ...keep);
  const element = el("section.room-bar", { "aria-label": TEXT.bar }, line, asked);
  return {
    element,
    note: (text) => say(sentence, text),
    show(room) {
      say(sentence, TEXT.people(room));
      leads.show(room.leads ? "on" : "off");
      record.keep(room);
      names.show(room);
      say(views.button, TEXT.views({ count: room.hand_ins.length }));
      views.element.hidden = !room.hand_ins.length;
      views.panel.firstChild.replaceChildren(...room.hand_ins.map(handedIn));
      asked.hidden = !room.question;
      if (room.question) asked.replaceChildren(...question(room.question, tell));
    },
  };
}

const handedIn = ({ view, note, by }, i) =>
  el("li", {}, el("a", { href: `#${view}`, target: "_blank" }, TEXT.view({ number: i + 1, note, by })));

/** The address and its QR code, and the link that makes a second leader. */
function invitation({ code, lead }) {
  const picture = el("img", { alt: TEXT.qr({ code }), width: 200, height: 200 });
  const address = el("p.room-address");
  const warning = el("p.fine");
  const second = el("button", { type: "button", onclick: copy }, TEXT.coLeader);
  const { element, panel } = menu(TEXT.invite, () => el("div", {}, picture, address, warning, second));
  async function copy() {
    const link = `${address.textContent}&lead=${lead}`;
    try {
      await navigator.clipboard.writeText(link);
      say(second, TEXT.copied);
    } catch {
      prompt(TEXT.coLeader, link); // the clipboard needs a secure context
    }
  }
  async function load() {
    const about = await aboutRoom(code).catch(() => null); // the bar says that the server is away
    if (!about) return;
    picture.src = about.qr;
    say(address, about.address);
    say(warning, about.reachable ? "" : TEXT.onlyHere);
  }
  panel.previousElementSibling.addEventListener("click", load);
  return element;
}

function question(asked, tell) {
  const act = (text, deed, more = {}) => el("button", { type: "button", onclick: () => tell(deed, more) }, text);
  return [
    el("h2", {}, asked.text),
    results(asked),
    el(
      "div.room-line",
      {},
      el("span.fine", { role: "status" }, TEXT.answered(asked)),
      act(asked.shown ? TEXT.hide : TEXT.show, "turn", { shown: !asked.shown }),
      act(asked.open ? TEXT.close : TEXT.reopen, "turn", { open: !asked.open }),
      act(TEXT.end, "end"),
    ),
  ];
}
