// @ts-check
// What a leader takes home: questions, counts and links, also those from before a restart of the server; nicknames only on demand.
import { words } from "../i18n/i18n.js";
import { home } from "../lib/address.js";
import { el } from "../ui/dom.js";

const TEXT = await words("room");

/** Returns {buttons, keep(room)}. @param {string} code */
export function createRecord(code) {
  const questions = new Map(); // id -> question
  const views = new Map(); // link and note -> by whom
  const button = (text, explanation, named) =>
    el("button", { type: "button", "aria-description": explanation, onclick: () => save(named) }, text);
  const withNames = button(TEXT.saveNamed, TEXT.saveNamed_explain, true);
  function save(named) {
    const asked = [...questions.values()].map(({ kind, text, choices, answered, results, given }) => ({
      ...{ kind, text, choices, answered, results },
      ...(named && { given }),
    }));
    const sent = [...views.values()].map(({ view, note, by }) => ({
      ...{ link: `${home()}#${view}`, note },
      ...(named && { by: [...by] }),
    }));
    download({ room: code, questions: asked, views: sent }, `mixscope-room-${code}.json`);
  }
  return {
    buttons: [button(TEXT.save, TEXT.save_explain, false), withNames],
    keep({ question, past, hand_ins: handIns, nicknames }) {
      withNames.hidden = !nicknames;
      for (const one of [...past, ...(question ? [question] : [])]) questions.set(one.id, one);
      if (!nicknames) forget(questions, views);
      for (const { view, note, by } of handIns) {
        const key = JSON.stringify([view, note]);
        if (!views.has(key)) views.set(key, { view, note, by: new Set() });
        if (by) views.get(key).by.add(by);
      }
    },
  };
}

/** The page forgets them with the room, those from before a restart too. */
function forget(questions, views) {
  for (const question of questions.values()) question.given = [];
  for (const { by } of views.values()) by.clear();
}

function download(document, name) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 1)], { type: "application/json" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
