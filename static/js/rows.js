// The stage area: one row per model on a shared depth axis. Knows cards and where they stand, not where frames come from.
import { createCard } from "./card.js";
import { el, say } from "./dom.js";
import { centred, placeOnDepth, unitScale } from "./layout.js";
import { count } from "./numbers.js";
import { createPredictions } from "./predictions.js";
import { known, t } from "./strings.js";

const GAP = 10; // between cards
const LEAST = 78; // px of a mosaic's side below which a row scrolls instead
const CHROME = 82; // px of a row that are not mosaic

/** `handlers`: onOpen(card), onHover(card, at, event), onVisible(). */
export function createRows(container, handlers) {
  const rows = new Map(); // model id -> row
  const visible = new Set();
  let shown = [];
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target.card);
    handlers.onVisible();
  }, { rootMargin: "80px 0px" });

  function makeRow(model) {
    const cards = model.points.filter((point) => point.stage).map((point) => createCard(model, point, handlers));
    for (const card of cards) card.element.card = card;
    const predictions = createPredictions(model);
    const stages = el("div.stages", {}, cards.map((card) => card.element));
    const head = el("header.head", {},
      el("h2", {}, plainTitle(model)),
      el("span.id", { title: model.note }, model.id),
      el("span", {}, t("row.weights", { n: count(model.parameters) })),
      model.top1 ? el("span", { title: model.trained_on ?? "" }, t("row.accuracy", { share: percentage(model.top1) })) : null,
      el("span.version", { dataset: { version: model.version }, title: known(`version.${model.version}`, model.version) }, known(`version.${model.version}.short`, model.version)));
    const element = el("section.row", { dataset: { family: model.family, model: model.id }, "aria-label": model.title }, head, stages, predictions.element);
    return { model, element, stages, cards, predictions };
  }

  /** Mosaics' boxes and places. Desktop: absolute on the depth axis; phone: CSS wraps the cards. */
  function arrange() {
    const list = shown.map((id) => rows.get(id));
    const narrow = matchMedia("(max-width: 760px)").matches;
    const width = list.length ? Math.max(...list.map((row) => row.stages.clientWidth)) : 0;
    if (!width) return;
    const places = placeOnDepth(list.map((row) => row.cards.map((card) => card.point.depth)), width, GAP);
    const slot = Math.max(LEAST, Math.min(...places.flat().map(({ left, right }) => right - left)));
    const room = (innerHeight - 210) / Math.max(3, Math.min(4, list.length)) - CHROME;
    const height = narrow ? 142 : Math.max(87, Math.min(220, Math.floor(Math.min(room, Math.max(slot, 87)))));
    list.forEach((row, r) => {
      const slim = Math.floor(Math.min(...places[r].map(({ left, right }) => right - left)));
      const units = (card) => card.point.axes.length === 1;
      const boxes = row.cards.map((card, i) => {
        if (narrow) return { width: units(card) && row.cards.length < 4 ? width : Math.min(142, Math.floor((width - 14) / 2)), height };
        return { width: Math.max(LEAST, row.cards.every(units) ? Math.floor(places[r][i].right - places[r][i].left) : slim), height };
      });
      const unit = Math.min(...row.cards.map((card, i) => (units(card) ? unitScale(card.point.shape[0], boxes[i]) : Infinity)));
      row.cards.forEach((card, i) => {
        card.arrange(boxes[i], card.tiles, unit);
        card.unitCell = unit;
        card.element.classList.toggle("wide", units(card) && row.cards.length < 4);
        if (narrow) return card.element.removeAttribute("style");
        const wide = Math.max(LEAST, card.pack?.width ?? boxes[i].width);
        card.element.style.width = `${wide}px`;
        card.element.style.left = `${Math.round(centred(places[r][i], wide))}px`;
      });
      row.stages.style.setProperty("--mosaic", `${height}px`);
    });
  }

  return {
    rows,
    arrange,
    /** Which models stand there, in which order. Rows that stay keep their maps. */
    show(models) {
      shown = models.map((model) => model.id);
      for (const [id, row] of rows) if (!shown.includes(id)) row.element.remove();
      for (const model of models) if (!rows.has(model.id)) rows.set(model.id, makeRow(model));
      const elements = shown.map((id) => rows.get(id).element);
      elements.forEach((element, i) => { if (container.querySelectorAll(":scope > .row")[i] !== element) container.append(...elements.slice(i)); });
      visible.clear();
      observer.disconnect();
      for (const id of shown) for (const card of rows.get(id).cards) observer.observe(card.element);
      arrange();
    },
    /** "model/point" of the cards on screen; null = all of them. */
    onScreen() {
      const all = shown.flatMap((id) => rows.get(id).cards);
      const seen = all.filter((card) => visible.has(card));
      return seen.length === all.length || !visible.size ? null : seen.map(keyOf);
    },
    /** Paint a frame. view: {scales, own, theme, measure, held, hover, references}. */
    paint(frame, view) {
      let rearrange = false;
      for (const model of frame.models) {
        const row = rows.get(model.id);
        if (!row || !shown.includes(model.id)) continue;
        for (const stage of model.stages) {
          const card = row.cards.find((candidate) => candidate.point.name === stage.name);
          if (!card) continue;
          if (stage.tiles && !card.pack) {
            card.arrange(card.box ?? { width: 87, height: 87 }, stage.tiles, card.unitCell);
            rearrange = true;
          }
          card.paint(stage, { ...view, scale: view.scales.get(keyOf(card)) });
          card.showChange(stage, view.measure);
        }
        row.predictions.paint(model.predictions, view.references?.get(model.id));
      }
      if (rearrange) { arrange(); this.paint(frame, view); }
    },
    /** The card of "model/point", if it stands there. */
    card: (key) => shown.flatMap((id) => rows.get(id).cards).find((card) => keyOf(card) === key) ?? null,
  };
}

export const keyOf = (card) => `${card.model.id}/${card.point.name}`;
export const percentage = (top1) => `${top1.toFixed(1)} %`;
/** The version has a mark of its own below the title. */
const plainTitle = (model) => model.title.replace(`, ${model.version}`, "");
