// @ts-check
// The opened stage: a panel below its row, filled by views/stage_view.js, which loads when the first card is opened.
import { atMostEvery } from "../lib/at_most.js";
import { el, find, stylesheet } from "../ui/dom.js";
import { holdInView } from "../ui/hold_in_view.js";

const EVERY = 60; // ms between updates while the pattern moves
/** A click outside leaves the stage; these are its controls, or sections of their own, and it stays. */
const STAYS = ".card, .side, .top, .row, .stagebar, main > [data-hideable], dialog, .banner, .set-aside, .story";

const STYLES = ["figures", "views"];

let loading = null;
const load = () =>
  (loading ??= Promise.all([import("../views/stage_view.js"), ...STYLES.map(stylesheet)]).then(
    ([view]) => view,
    (error) => {
      loading = null;
      throw error;
    },
  ));

/** `context()` gives what views get; `onClose()` asks to close, `onOuter()` for the stage itself instead of a module inside it; `onProblem(error)`. Returns {show(card or null), update()}. */
export function createOpened({ context, onClose, onOuter, onProblem }) {
  let open = null; // {card, inside, inner: the module of that path, panel, openStage, view, release: no longer held in view}
  const soon = atMostEvery(EVERY, () => open?.view && renew(open, context()));

  function close() {
    if (!open) return;
    leave(open);
    takeAway(open);
    open = null;
  }
  /** Fills the panel, once its code and a first frame are there: a link may open a stage before the server has answered. */
  function fill() {
    const { openStage, card, panel, view, inside, inner } = open ?? {};
    if (!openStage || view || !context().frame || (inside && !inner)) return;
    try {
      const now = context();
      open.view = openStage(panel, now, { onCard: () => goTo(card), inner });
      say(panel, now);
      open.release = bringIntoView(card, panel);
    } catch (error) {
      failed(open, error);
    }
  }
  function failed(mine, error) {
    onProblem(error);
    if (open !== mine) return;
    if (mine.inside) onOuter();
    else onClose();
  }
  onClickOutside(() => open?.panel, onClose);

  return {
    /** `inside`: the dotted path of one of the model's modules, null for the stage itself. */
    async show(card, inside = null) {
      if (open?.card === card && (open?.inside ?? null) === inside) return;
      const panel = open?.card === card ? open?.panel : null; // stays where it is, and the keyboard in it
      if (panel) leave(open);
      else close();
      if (!card) return;
      const mine = (open = { ...BLANK, card, inside, panel: panel ?? putBelow(card) });
      this.notch();
      try {
        mine.openStage = (await load()).openStage;
        if (inside) mine.inner = await innerOf(context(), card.model.id, inside);
        if (open === mine) fill();
      } catch (error) {
        failed(mine, error);
      }
    },
    /** The panel's tip points at its card. */
    notch: () => open && pointAtCard(open),
    /** A new frame or state: the view hears of it at most every 60 ms, and always of the last. */
    update(at_once = false) {
      if (!open?.view) return fill();
      if (at_once) return renew(open, context());
      soon();
    },
  };
}

const BLANK = { openStage: null, view: null, inner: null };

/** The keyboard stays in the panel, if it was in what goes. */
function leave({ view, release, panel }) {
  if (panel.contains(document.activeElement)) panel.focus({ preventScroll: true });
  view?.close();
  release?.();
}

/** What the server says of a module; or in its words, why it cannot be opened. */
async function innerOf({ request }, model, path) {
  try {
    return (await request.modules(model, path)).modules[0];
  } catch (error) {
    if (![404, 422].includes(error.status)) throw error;
    return { refused: error.message };
  }
}

function renew({ view, panel }, now) {
  view.update(now);
  say(panel, now);
}

/** Of which place the values there are. */
function say(panel, { frame: { dx, dy } }) {
  panel.dataset.place = `${dx} ${dy}`;
}

function putBelow(card) {
  const panel = el("section.open-stage", { "aria-label": `${card.model.title}, ${card.point.title}`, tabIndex: -1 });
  card.element.classList.add("is-open");
  card.open.setAttribute("aria-expanded", "true");
  card.element.closest(".row").after(panel);
  return panel;
}

function pointAtCard({ panel, card: { element } }) {
  const card = element.getBoundingClientRect();
  panel.style.setProperty("--notch", `${card.left + card.width / 2 - panel.getBoundingClientRect().left}px`);
}

/** The keyboard goes back to the card where it was in the panel. */
function takeAway({ card, panel }) {
  const hadFocus = panel.contains(document.activeElement);
  panel.remove();
  card.element.classList.remove("is-open");
  card.open.setAttribute("aria-expanded", "false");
  if (!hadFocus && document.activeElement !== document.body) return;
  card.open.focus({ preventScroll: true });
  if (isSmall()) card.element.scrollIntoView({ block: "nearest", behavior: pace() });
}

/** On a phone one model's row is shown at a time: that of the card. */
function goTo(card) {
  if (!card.element.offsetParent) find(`.tabs [data-id="${card.model.id}"]`).click();
  card.element.scrollIntoView({ block: "center", behavior: pace() });
  card.open.focus({ preventScroll: true });
}

function onClickOutside(panel, onClose) {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (panel() && !panel().contains(target) && target.isConnected && !target.closest(STAYS)) onClose();
  });
}

/** On a phone all cards of a model stand above the panel. */
const isSmall = () => matchMedia("(max-width: 760px)").matches;
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

/**
 * The row goes to the top where its opened stage does not stand below it on the screen, and stays there while that fills; on a
 * phone the panel itself does, and the keyboard goes along. The scene stays where it is. Returns how to let go.
 */
function bringIntoView({ element, open }, panel) {
  if (isSmall()) {
    if ([document.body, open].includes(document.activeElement)) panel.focus({ preventScroll: true });
    return holdInView(panel);
  }
  const { top } = panel.getBoundingClientRect();
  return top < 0 || top + 420 >= innerHeight ? holdInView(element.closest(".row")) : null;
}
