// The opened stage: a panel below its row, filled by views/stage_view.js, which loads when the first card is opened.
import { el } from "../ui/dom.js";

let loading = null;
const load = () =>
  (loading ??= import("../views/stage_view.js").catch((error) => {
    loading = null;
    throw error;
  }));

/** `context()` gives what views get; `onClose()` asks to close; `onProblem(error)`. Returns {show(card or null), update()}. */
export function createOpened({ context, onClose, onProblem }) {
  let open = null; // {card, panel, view}
  let timer = null;

  function close() {
    if (!open) return;
    open.view?.close();
    open.panel.remove();
    open.card.element.classList.remove("is-open");
    open.card.open.setAttribute("aria-expanded", "false");
    if (open.panel.contains(document.activeElement) || document.activeElement === document.body)
      open.card.open.focus({ preventScroll: true });
    open = null;
  }

  /** Fills the panel, once its code and a first frame are there: a link may open a stage before the server has answered. */
  function fill() {
    const { openStage, card, panel, view } = open ?? {};
    if (!openStage || view || !context().frame) return;
    try {
      open.view = openStage(panel, context());
      bringIntoView(card.element.closest(".row"), panel);
    } catch (error) {
      failed(open, error);
    }
  }
  function failed(mine, error) {
    onProblem(error);
    if (open === mine) onClose();
  }

  // A click outside leaves it; the scene and the header are its controls and stay alive.
  document.addEventListener("click", ({ target }) => {
    if (
      open &&
      !open.panel.contains(target) &&
      target.isConnected &&
      !target.closest(".card, .side, .top, .row, .stagebar, .charts, .listeners, .panel-lineage, .panel-stack, dialog, .banner")
    )
      onClose();
  });

  return {
    get card() {
      return open?.card ?? null;
    },
    async show(card) {
      if (open?.card === card) return;
      close();
      if (!card) return;
      const panel = el("section.open-stage", { "aria-label": `${card.model.title}, ${card.point.title}`, tabIndex: -1 });
      const mine = { card, panel, openStage: null, view: null };
      open = mine;
      card.element.classList.add("is-open");
      card.open.setAttribute("aria-expanded", "true");
      card.element.closest(".row").after(panel);
      this.notch();
      try {
        mine.openStage = (await load()).openStage;
        fill();
      } catch (error) {
        failed(mine, error);
      }
    },
    notch() {
      if (!open) return;
      const card = open.card.element.getBoundingClientRect();
      open.panel.style.setProperty("--notch", `${card.left + card.width / 2 - open.panel.getBoundingClientRect().left}px`);
    },
    /** A new frame or state: the view hears of it at most every 60 ms, and always of the last. */
    update(at_once = false) {
      if (!open?.view) return fill();
      if (at_once) return open.view.update(context());
      timer ??= setTimeout(() => {
        timer = null;
        open?.view?.update(context());
      }, 60);
    },
  };
}

// The row goes to the top where its opened stage would not fit below it; the scene stays where it is.
function bringIntoView(row, panel) {
  if (panel.getBoundingClientRect().top + 420 < innerHeight) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}
