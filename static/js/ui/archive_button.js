// A button that saves the numbers which are shown, as the server's NumPy archive of the same question.
import { words } from "../i18n/i18n.js";
import { el, say } from "./dom.js";
import { button, download } from "./figure_parts.js";

const TEXT = await words("stage_view");

/**
 * {element, of(next)}: `next` says what is saved, {what: its name in words, name: of the file, ask: () => Promise of a Blob}; null
 * while nothing is shown.
 */
export function archiveButton() {
  let now = null;
  let busy = false;
  const said = el("span.vmuted", { role: "status" });
  const node = button(".npz", save, { disabled: true, dataset: { save: "npz" } });
  async function save() {
    if (busy) return;
    const { ask, name } = now;
    busy = true;
    say(said, TEXT.savingNpz);
    try {
      download(await ask(), `${name}.npz`);
      say(said, "");
    } catch (error) {
      say(said, TEXT.failed(error.message));
    } finally {
      busy = false;
    }
  }
  return {
    element: el("span.vsave", {}, node, said),
    of(next) {
      now = next;
      node.disabled = !next;
      if (next) node.setAttribute("aria-label", TEXT.saveNpz(next.what));
    },
  };
}
