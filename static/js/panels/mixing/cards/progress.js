// How far the answer of a card is: a bar, where it takes so long that somebody waits.
import { words } from "../../../i18n/i18n.js";
import { el } from "../../../ui/dom.js";

const TEXT = await words("mixing");

const PATIENCE = 300; // ms: what comes sooner needs no bar

/** {element, begin(), told({done, of}), end()} */
export function createProgress(title) {
  const element = el("progress", { hidden: true, max: 1, value: 0, "aria-label": `${TEXT.computing}, ${title}` });
  let timer = null;
  return {
    element,
    begin() {
      clearTimeout(timer);
      Object.assign(element, { hidden: true, max: 1, value: 0 });
      timer = setTimeout(() => (element.hidden = false), PATIENCE);
    },
    told: ({ done, of }) => Object.assign(element, { max: of, value: done }),
    end() {
      clearTimeout(timer);
      element.hidden = true;
    },
  };
}
