// A reading before and after: its values at the pin are fetched, and the three pictures painted, with what is awaited or failed.
import { short, signedShort } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { words } from "../../i18n/i18n.js";
import { createPinned, isMoved } from "./pinned.js";
import { createTriple } from "./triple.js";

const TEXT = await words("change");

/**
 * onPoint(cell or null), onPick(cell) as of triple.js. Returns {element, show(content)}: `reading` and `context` as of pinned.js,
 * `heading`, and `pictures(before, still)`: what triple.js is to paint, beside the places.
 */
export function createComparison({ onPoint, onPick }) {
  const title = el("h4");
  const waiting = createWaiting();
  const triple = createTriple({ onPoint, onPick });
  const pinned = createPinned(() => paint());
  let shown = null;

  function paint() {
    const { reading, context, heading, pictures } = shown;
    const before = pinned.of(reading, context);
    const still = !isMoved(reading, context);
    const [dx, dy] = context.state.reference;
    triple.paint({ ...pictures(before, still), still, at: reading.at, pinnedAt: { dx, dy } });
    say(title, heading);
    if (pinned.error) waiting.fail(TEXT.failed(pinned.error.message), pinned.retry);
    else if (before) waiting.done();
    else waiting.busy(TEXT.reading);
  }
  return {
    element: el("section.before-after", {}, title, triple.element, waiting.element),
    show(content) {
      shown = content;
      paint();
    },
  };
}

/** Values that have no place in the picture, in numbers; `nameOf(i)`. */
export const inWords = (pinned, now, nameOf) =>
  Array.from(now, (value, i) =>
    TEXT.readout(nameOf(i), TEXT.change_of(short(pinned[i]), short(value), signedShort(value - pinned[i]))),
  ).join(" · ");
