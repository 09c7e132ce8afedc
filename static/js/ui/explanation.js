// @ts-check
// The explanation of what the mouse rests on, the keyboard has reached, or a finger holds: of a word of the glossary its sentence
// and the way to the chapter that shows it; of anything else its `aria-description`, the name of a button that is only an icon,
// or a text that is cut off. One at a time; Escape closes it.
import { createBubble } from "./explanation_bubble.js";
import { arrowOf, consume, find, keepsArrows } from "./dom.js";
import { linesOf, ownOf } from "./explanation_words.js";
import { EXPLAINED } from "./explaining.js";

const REST = 350; // ms that a mouse rests before something is said
const LEAVE = 250; // ms in which a mouse may go on to the explanation itself
const HOLD = 500; // ms of a finger
const STEADY = 10; // px that a finger may slip
const PRESSED = "button, a, select, input, label, .card"; // what a tap does something to

/** @param {{ onMore?: (chapter: string) => void }} ways */
export function createExplanation({ onMore }) {
  const bubble = createBubble({ onMore });
  const parts = [byMouse(bubble), byKeyboard(bubble), byFinger(bubble)];
  const listen = (name, does) => addEventListener(name, does, { capture: true });
  for (const [name, does] of parts.flatMap((part) => Object.entries(part))) listen(name, does);
  return {
    /** The event that came before there was anybody to listen. @param {any} event */
    take: (event) => parts.forEach((part) => part[event.type]?.(event)),
  };
}

/** The nearest element around a target that has something to say. `whole`: with what a control gathers. */
function explained(target, whole = false) {
  if (!(target instanceof Element)) return null;
  for (let each = target.closest(EXPLAINED); each; each = each.parentElement?.closest(EXPLAINED) ?? null)
    if (whole ? linesOf(each).length : ownOf(each)) return each;
  return null;
}

function byMouse(bubble) {
  let timer = 0;
  let over = null; // what the mouse is on
  let shows = null; // what it has shown
  let at = [NaN, NaN];
  const later = (does, ms) => {
    clearTimeout(timer);
    timer = setTimeout(does, ms);
  };
  return {
    pointerover({ target, pointerType, clientX, clientY }) {
      if (pointerType === "touch" || document.body.classList.contains("moving")) return;
      if (at[0] === clientX && at[1] === clientY) return; // the page has moved, not the mouse
      at = [clientX, clientY];
      if (bubble.element.contains(target)) return clearTimeout(timer);
      const found = explained(target);
      if (found === over && found) return found === bubble.shown ? clearTimeout(timer) : undefined;
      over = found;
      // a button that lies over a whole card has a name for those who do not see the card
      if (found && !found.matches(".open")) later(() => bubble.show((shows = found), [ownOf(found)], { resting: true }), REST);
      else if (bubble.shown === shows && !bubble.pinned) later(bubble.hide, LEAVE);
    },
    pointerdown(event) {
      if (event.pointerType === "touch" || bubble.element.contains(event.target)) return;
      clearTimeout(timer);
      if (!event.target.closest?.("[data-term]")) bubble.hide();
    },
    click(event) {
      const term = event.target instanceof Element ? event.target.closest("[data-term]") : null;
      if (!term) return;
      consume(event);
      clearTimeout(timer);
      if (bubble.shown === term && bubble.pinned) bubble.hide();
      else bubble.show(term, [ownOf(term)], { pinned: true });
    },
  };
}

function byKeyboard(bubble) {
  let timer = 0;
  let walk = null; // {container, at}: a table or list whose parts the arrow keys go through
  const leave = () => {
    find(".is-walked")?.classList.remove("is-walked");
    walk = null;
  };
  function step(by) {
    const parts = partsOf(walk.container);
    walk.at = Math.min(parts.length - 1, Math.max(0, walk.at + by));
    find(".is-walked")?.classList.remove("is-walked");
    if (!parts.length) return;
    parts[walk.at].classList.add("is-walked");
    parts[walk.at].scrollIntoView({ block: "nearest", inline: "nearest" });
    bubble.show(parts[walk.at], [ownOf(parts[walk.at])]);
  }
  return {
    focusin({ target }) {
      if (bubble.element.contains(target) || !keepsArrows() || !target.matches?.(":focus-visible")) return;
      leave();
      if (target.matches("[data-walk]")) {
        walk = { container: target, at: 0 };
        return step(0);
      }
      const lines = target.matches(EXPLAINED) ? linesOf(target) : [];
      if (lines.length) timer = setTimeout(() => bubble.show(target, lines), target.dataset.term ? 0 : REST);
    },
    focusout({ target, relatedTarget }) {
      clearTimeout(timer);
      const within = (each) => bubble.element.contains(each) || (each !== null && each === bubble.shown);
      if ((walk || within(target)) && !within(relatedTarget)) bubble.hide();
      leave();
    },
    keydown(event) {
      clearTimeout(timer);
      const arrow = arrowOf(event);
      if (walk && arrow && event.target === walk.container) {
        consume(event);
        return step(arrow[0] + arrow[1]);
      }
      const { target } = event;
      if (target.matches?.("[data-term]") && (event.key === "Enter" || event.key === " ")) {
        consume(event);
        return bubble.show(target, [ownOf(target)], { pinned: true }).then(bubble.enter);
      }
      return bubble.key(event);
    },
  };
}

/** Those that are seen and have something to say, in reading order. */
const partsOf = (container) =>
  [...container.querySelectorAll("[aria-description], [data-cut]")].filter((each) => each.checkVisibility() && ownOf(each));

function byFinger(bubble) {
  let timer = 0;
  let start = null; // where the finger came down
  let held = false; // it has held long enough: what follows is no press
  const stop = () => clearTimeout(timer);
  return {
    pointerdown(event) {
      start = held = null;
      if (event.pointerType !== "touch" || bubble.element.contains(event.target)) return;
      if (!bubble.shown?.contains(event.target)) bubble.hide();
      start = event;
      const found = explained(event.target, true);
      const pressed = found && event.target.closest(PRESSED);
      if (!pressed) return;
      timer = setTimeout(() => {
        held = true;
        bubble.show(found, linesOf(found), { pinned: true });
      }, HOLD);
    },
    pointermove({ pointerType, clientX, clientY }) {
      if (pointerType === "touch" && start && Math.hypot(clientX - start.clientX, clientY - start.clientY) > STEADY) stop();
    },
    pointerup: stop,
    pointercancel: stop,
    contextmenu: (event) => held && event.preventDefault(),
    click(event) {
      if (!start || bubble.element.contains(event.target)) return;
      const found = explained(event.target);
      const small = found && !found.matches(PRESSED) && !found.matches("[data-term]") && !isInside(found);
      if (held || small) consume(event);
      if (small && !held) bubble.show(found, [ownOf(found)], { pinned: true });
      start = held = null;
    },
  };
}

/** What a tap on it would press; a card is large enough to be pressed elsewhere. */
const isInside = (element) => element.closest("button, a, select, label") !== null;
