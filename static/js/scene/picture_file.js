// @ts-check
// What the server did to the picture's file before any model's input was made of it, and the switch that leaves its colour
// profile out.
import { told, words } from "../i18n/i18n.js";
import { el } from "../ui/dom.js";

const text = await words("picture_file");

/**
 * Puts itself behind `place`. `onProfile("convert" or "ignore")`. Returns {show(read, profile, colours)}: sentences, the
 * profile's name or null, how it was used.
 * @param {Element} place
 * @param {(profile: string) => void} onProfile
 */
export function createFile(place, onProfile) {
  const box = el("input", { type: "checkbox", onchange: () => onProfile(box.checked ? "convert" : "ignore") });
  const choice = el(
    "label.switch",
    { "aria-description": text["profile.explain"], hidden: true },
    box,
    el("span", {}, text.profile),
  );
  const list = el("ul.fine.read", { hidden: true });
  place.after(list, choice);
  let shown = "";
  return {
    show(read, profile, colours) {
      choice.hidden = !profile;
      box.checked = colours === "convert";
      const sentences = read.map((sentence) => told(sentence));
      list.hidden = !sentences.length;
      if (shown === sentences.join()) return;
      shown = sentences.join();
      list.replaceChildren(...sentences.map((sentence) => el("li", {}, sentence)));
    },
  };
}
