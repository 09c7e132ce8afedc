// The sheet on which a value is written out: anew where the value, its place or the colours are others, pale while it is old.
import { el } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");

/** `working`: what is done meanwhile, in words. Returns {element, write(context, name, derive), stop()}. */
export function createSheet(working) {
  const sheet = el("div.vsheet", { "aria-live": "polite" });
  const waiting = createWaiting();
  let turn = 0;
  let shown = null; // [array, name, theme]

  function stale() {
    turn++; // what is under way belongs to another place
    shown = null;
    sheet.classList.add("is-stale");
  }
  /** `name` says which value; `derive()` brings the elements that show how it came about. */
  async function write(context, name, derive) {
    if (context.moving) return stale();
    const wanted = [context.array, name, context.theme];
    if (shown && wanted.every((part, i) => part === shown[i])) return;
    const mine = ++turn;
    shown = wanted;
    sheet.classList.add("is-stale");
    waiting.busy(working);
    try {
      const nodes = await derive();
      if (mine !== turn) return;
      sheet.classList.remove("is-stale");
      sheet.dataset.at = name;
      sheet.replaceChildren(...nodes);
      waiting.done();
    } catch (error) {
      if (mine !== turn) return;
      shown = null;
      waiting.fail(TEXT.failed(error.message), () => write(context, name, derive));
    }
  }
  return {
    element: el("div.vsheet-side", {}, waiting.element, sheet),
    write,
    stop: () => turn++,
  };
}
