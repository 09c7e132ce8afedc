// @ts-check
// The stage area: one row per model on a shared depth axis. Knows cards and where they stand, not where frames come from.
import { offIn } from "../lib/switched_off.js";
import { arrangeRows } from "./arrange.js";
import { createRow, keyOf, paintRow, stepTo } from "./row.js";

export { keyOf };

/**
 * `handlers`: onOpen(card, channel), onStep(card, before), onHover(card, at, event), onPoint(card or null), onWhy(model, class),
 * onVisible(), and those of altered_bar.js.
 */
export function createRows(container, handlers) {
  const rows = new Map(); // model id -> row
  const sight = createSight(handlers.onVisible);
  let shown = []; // rows on the page
  const cardsShown = () => shown.flatMap((row) => row.cards);
  const arrange = () => arrangeRows(shown);

  /** Other cards stand there: look at them, place them, and ask for what they lack. */
  function refresh() {
    sight.watch(cardsShown());
    arrange();
  }
  function rowOf(model) {
    if (!rows.has(model.id)) rows.set(model.id, createRow(model, { ...handlers, onRefill: refresh }));
    return rows.get(model.id);
  }

  return {
    arrange,
    /** Which models stand there, in which order. Rows that stay keep their maps. */
    show(models) {
      shown = models.map(rowOf);
      for (const row of rows.values()) if (!shown.includes(row)) row.element.remove();
      shown.forEach(({ element }, i) => {
        if (container.querySelectorAll(":scope > .row")[i] !== element)
          container.append(...shown.slice(i).map((row) => row.element));
      });
      refresh();
    },
    /** "model/point" of the cards on screen; null = every stage there is, which a folded row never asks for. */
    onScreen() {
      const all = cardsShown();
      const seen = sight.cards.size ? all.filter((card) => sight.cards.has(card)) : all;
      return seen.length === all.length && !shown.some((row) => row.folds()) ? null : seen.map(keyOf);
    },
    /** What is to be switched off, of all models; a row says so until the pass that shows it is there. */
    want(off) {
      for (const [id, row] of rows) row.altered.want(offIn(off, id));
    },
    /** Paint a frame. view: {scales, own, theme, measure, moved, still, held, hover, references}. */
    paint(frame, view) {
      let grown = false;
      for (const model of frame.models) {
        const row = rows.get(model.id);
        if (shown.includes(row)) grown = paintRow(row, model, view) || grown;
      }
      if (!grown) return;
      arrange();
      this.paint(frame, view);
    },
    /** The card of "model/point", if its row stands there; a fold is stepped to it. */
    card(key) {
      const row = shown.find(({ model }) => key?.startsWith(`${model.id}/`));
      return row ? stepTo(row, key.slice(row.model.id.length + 1), refresh) : null;
    },
  };
}

/** Which of the cards that are watched are on screen; `onChange()` when that is another set. */
function createSight(onChange) {
  const cards = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of /** @type {any[]} */ (entries))
        cards[isIntersecting ? "add" : "delete"](target.card);
      onChange();
    },
    { rootMargin: "80px 0px" },
  );
  return {
    cards,
    watch(those) {
      cards.clear();
      observer.disconnect();
      for (const card of those) observer.observe(card.element);
    },
  };
}
