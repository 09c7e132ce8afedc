// @ts-check
// Nicknames, where the leader wants them: the leader's switch and who said what, a follower's field.
import { words } from "../i18n/i18n.js";
import { exact } from "../lib/format.js";
import { el, say } from "../ui/dom.js";
import { menu } from "./menu.js";

const TEXT = await words("room");
const LONGEST = 24; // characters, as the server takes them

/** An answer in words. @param {any} question @param {any} value */
function answerIn({ kind, choices }, value) {
  if (kind === "choice") return choices[value];
  if (kind === "point") return TEXT.place({ across: Math.round(100 * value[0]), down: Math.round(100 * value[1]) });
  return kind === "number" ? exact(value) : value;
}

/** For the leader's bar. Returns {parts, show(room)}. @param {(deed: string, more: any) => boolean} tell */
export function createNicknameSwitch(tell) {
  let on = false;
  const properties = { type: "button", "aria-pressed": "false", "aria-description": TEXT.nicknames_explain };
  const turn = el("button", { ...properties, onclick: () => tell("nicknames", { on: !on }) }, TEXT.nicknames);
  const list = el("ul");
  const who = menu(TEXT.byNickname, () => list);
  return {
    parts: [turn, who.element],
    show({ nicknames, question }) {
      on = nicknames;
      turn.setAttribute("aria-pressed", String(on));
      const given = question?.given ?? [];
      who.element.hidden = !given.length;
      list.replaceChildren(...given.map(([name, value]) => el("li", {}, `${name}: ${answerIn(question, value)}`)));
    },
  };
}

/**
 * For a follower's strip: a field while nicknames are wanted. `tell(deed, more)`; `keep({nickname})` for a page that is loaded
 * again, `kept` what it kept. Returns {element, show(room), called(nickname)}.
 * @param {any} acts
 */
export function createNicknameField({ tell, keep, kept }) {
  let wanted = kept ?? "";
  let told = false; // to the room as it is now
  const field = el("input", { type: "text", maxLength: LONGEST, size: 12, value: wanted, "aria-label": TEXT.nickname });
  const label = el("label", { "aria-description": TEXT.nickname_explain }, el("span.fine", {}, TEXT.nickname), " ", field);
  const state = el("span.fine", { role: "status" });
  const element = el("form.room-line", { hidden: true }, label, el("button", { type: "submit" }, TEXT.takeNickname), state);
  const set = (nickname) => keep({ nickname: (wanted = nickname) });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    tell("nickname", { nickname: field.value });
  });
  return {
    element,
    away: () => (told = false),
    show({ nicknames }) {
      element.hidden = !nicknames;
      if (nicknames && !told && wanted) tell("nickname", { nickname: wanted });
      told = nicknames;
      if (nicknames) return;
      set("");
      field.value = "";
      say(state, "");
    },
    called(nickname) {
      set(nickname ? field.value || wanted : "");
      say(state, nickname ? TEXT.called({ nickname }) : TEXT.notCalled);
    },
  };
}
