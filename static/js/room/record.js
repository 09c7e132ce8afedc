// @ts-check
// What a leader takes home: questions, counts and links, also those from before a restart of the server.
import { home } from "../lib/address.js";
import { el } from "../ui/dom.js";

/** @param {string} code */
export function createRecord(code) {
  const questions = new Map(); // id -> question
  const views = new Set();
  return {
    keep({ question, past, hand_ins: handIns }) {
      for (const one of [...past, ...(question ? [question] : [])]) questions.set(one.id, one);
      for (const { view, note } of handIns) views.add(JSON.stringify({ link: `${home()}#${view}`, note }));
    },
    save() {
      const asked = [...questions.values()].map(({ kind, text, choices, answered, results }) => ({
        kind,
        text,
        choices,
        answered,
        results,
      }));
      const document = { room: code, questions: asked, views: [...views].map((one) => JSON.parse(one)) };
      const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 1)], { type: "application/json" }));
      el("a", { href: url, download: `mixscope-room-${code}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    },
  };
}
