// The stage area: one row per model on a shared depth axis. Knows cards and where they stand, not where frames come from.
import { createCard } from "./card.js";
import { el, say } from "../ui/dom.js";
import { MOST, foldPlan } from "./folding.js";
import { centred, placeRows, unitScale } from "../lib/packing.js";
import { count, percentage, short } from "../lib/format.js";
import { known, t, words } from "../i18n/i18n.js";
import { createPredictions } from "./predictions.js";
import { createSlot } from "./fold_slot.js";

const TEXT = await words("model_menu");

const GAP = 10; // between cards
const LEAST = 78; // px of a mosaic's side below which a row scrolls instead
const CHROME = 82; // px of a row that are not mosaic

/** `handlers`: onOpen(card), onStep(card, before), onHover(card, at, event), onVisible(). */
export function createRows(container, handlers) {
  const rows = new Map(); // model id -> row
  const visible = new Set();
  let shown = [];
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        visible[isIntersecting ? "add" : "delete"](/** @type {any} */ (target).card);
      handlers.onVisible();
    },
    { rootMargin: "80px 0px" },
  );

  function makeRow(model) {
    const predictions = createPredictions(model);
    const stages = el("div.stages");
    const head = el(
      "header.head",
      {},
      el("h2", {}, plainTitle(model)),
      el("span.id", { title: model.note }, model.id),
      model.parameters ? el("span", {}, t("row.weights", { n: count(model.parameters) })) : null,
      model.top1
        ? el(
            "span",
            { title: model.trained_on ? t("row.accuracy.explain", { data: model.trained_on }) : TEXT.accuracy(model) },
            t(model.top1_source ? "row.published" : "row.accuracy", { share: percentage(model.top1) }),
          )
        : null,
      model.version
        ? el(
            "span.version",
            { dataset: { version: model.version }, title: known(`version.${model.version}`, model.version) },
            known(`version.${model.version}.short`, model.version),
          )
        : null,
      model.precision && model.precision.precision !== "float32"
        ? el(
            "span.version",
            { title: t("row.precision", { type: model.precision.precision, logits: short(model.precision.logits, 2) }) },
            model.precision.precision,
          )
        : null,
      Object.entries(model.lacks ?? {}).map(([what, why]) => el("span.lacks", { title: why }, known(`lacks.${what}`, what))),
    );
    const element = el(
      "section.row",
      { dataset: { family: model.family, model: model.id }, "aria-label": model.title },
      head,
      stages,
      predictions.element,
    );
    const row = { model, element, stages, cards: [], slots: [], predictions, made: new Map() };
    const points = model.points.filter((point) => point.stage);
    if (points.length > MOST) {
      const every = el("button.unfold", { type: "button", "aria-pressed": "false" }, t("fold.all", { n: points.length }));
      every.addEventListener("click", () => {
        const open = every.getAttribute("aria-pressed") !== "true";
        every.setAttribute("aria-pressed", open);
        say(every, open ? t("fold.less") : t("fold.all", { n: points.length }));
        fill(row, open ? points.map((point) => [point]) : foldPlan(points));
        refresh();
      });
      head.append(every);
    }
    fill(row, foldPlan(points));
    return row;
  }

  /** A slot for each group of stages; a group of several shows one of them and steps through the rest. */
  function fill(row, plan) {
    row.slots = plan.map((points) =>
      createSlot(
        points,
        (point) => cardOf(row, point),
        (card, before) => {
          row.cards = row.slots.map((slot) => slot.card);
          refresh();
          handlers.onStep(card, before);
        },
      ),
    );
    row.cards = row.slots.map((slot) => slot.card);
    row.stages.replaceChildren(...row.slots.map((slot) => slot.element));
  }

  function cardOf(row, point) {
    if (!row.made.has(point.name)) {
      const card = createCard(row.model, point, handlers);
      card.element.card = card;
      row.made.set(point.name, card);
    }
    return row.made.get(point.name);
  }

  const cardsShown = () => shown.flatMap((id) => rows.get(id).cards);
  /** Other cards stand there: look at them, place them, and ask for what they lack. */
  function refresh() {
    visible.clear();
    observer.disconnect();
    for (const card of cardsShown()) observer.observe(card.element);
    arrange();
  }

  /** Mosaics' boxes and places. Desktop: absolute on the depth axis; phone: CSS wraps the cards. */
  function arrange() {
    const list = shown.map((id) => rows.get(id));
    const narrow = matchMedia("(max-width: 760px)").matches;
    const width = list.length ? Math.max(...list.map((row) => row.stages.clientWidth)) : 0;
    if (!width) return;
    const places = placeRows(
      list.map((row) => row.slots.map((slot) => slot.depth)),
      width,
      GAP,
      LEAST,
    );
    const slot = Math.max(LEAST, Math.min(...places.flat().map(({ left, right }) => right - left)));
    const room = (innerHeight - 210) / Math.max(3, Math.min(4, list.length)) - CHROME;
    const height = narrow ? 142 : Math.max(87, Math.min(220, Math.floor(Math.min(room, Math.max(slot, 87)))));
    list.forEach((row, r) => {
      const slim = Math.floor(Math.min(...places[r].map(({ left, right }) => right - left)));
      const units = (card) => card.point.axes.length === 1;
      const boxes = row.cards.map((card, i) => {
        if (narrow)
          return { width: units(card) && row.cards.length < 4 ? width : Math.min(142, Math.floor((width - 14) / 2)), height };
        return {
          width: Math.max(LEAST, row.cards.every(units) ? Math.floor(places[r][i].right - places[r][i].left) : slim),
          height,
        };
      });
      const unit = Math.min(...row.cards.map((card, i) => (units(card) ? unitScale(card.point.shape[0], boxes[i]) : Infinity)));
      row.cards.forEach((card, i) => {
        card.arrange(boxes[i], card.tiles, unit);
        card.unitCell = unit;
        const { element } = row.slots[i];
        element.classList.toggle("wide", units(card) && row.cards.length < 4);
        if (narrow) return element.removeAttribute("style");
        const folded = row.slots[i].points.length > 1;
        const wide = Math.max(LEAST, folded ? boxes[i].width : (card.pack?.width ?? boxes[i].width));
        element.style.width = `${wide}px`;
        element.style.left = `${Math.round(centred(places[r][i], wide))}px`;
      });
      row.element.classList.toggle("scrolls", !narrow && places[r].at(-1).right > width + 1);
      row.element.classList.toggle(
        "folds",
        row.slots.some(({ points }) => points.length > 1),
      );
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
      elements.forEach((element, i) => {
        if (container.querySelectorAll(":scope > .row")[i] !== element) container.append(...elements.slice(i));
      });
      refresh();
    },
    /** "model/point" of the cards on screen; null = every stage there is, which a folded row never asks for. */
    onScreen() {
      const all = cardsShown();
      const seen = visible.size ? all.filter((card) => visible.has(card)) : all;
      const folds = shown.some((id) => rows.get(id).slots.some(({ points }) => points.length > 1));
      return seen.length === all.length && !folds ? null : seen.map(keyOf);
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
      if (rearrange) {
        arrange();
        this.paint(frame, view);
      }
    },
    /** The card of "model/point", if its row stands there; a fold is stepped to it. */
    card(key) {
      for (const id of shown) {
        const row = rows.get(id);
        for (const slot of row.slots) {
          const point = slot.points.find(({ name }) => `${id}/${name}` === key);
          if (!point) continue;
          if (slot.card.point !== point) {
            slot.show(point);
            row.cards = row.slots.map((one) => one.card);
            refresh();
          }
          return slot.card;
        }
      }
      return null;
    },
  };
}

export const keyOf = (card) => `${card.model.id}/${card.point.name}`;

/** The version has a mark of its own below the title. */
const plainTitle = (model) => model.title.replace(`, ${model.version}`, "");
