// @ts-check
// Mosaics' boxes and places. Desktop: absolute on the depth axis; phone: CSS wraps the cards.
import { centred, placeRows, unitScale } from "../lib/packing.js";

const GAP = 8; // between cards
const LEAST = 54; // px of a mosaic's side below which a row scrolls instead
const CHROME = 98; // px of a row that are not mosaic, with what is between two rows
const SMALL = 142; // px of a mosaic on a phone
const [LOWEST, HIGHEST] = [57, 220]; // px of a mosaic otherwise: two maps of 28 cells one above the other, at least

const units = (card) => card.point.axes.length === 1;
const widthOf = ({ left, right }) => right - left;

/** `rows` of row.js, those on the page. */
export function arrangeRows(rows) {
  const width = rows.length ? Math.max(...rows.map((row) => row.stages.clientWidth)) : 0;
  if (!width) return;
  const narrow = matchMedia("(max-width: 760px)").matches;
  const places = placeRows(
    rows.map((row) => row.slots.map((slot) => slot.depth)),
    width,
    GAP,
    LEAST,
  );
  const height = narrow ? SMALL : heightOf(rows, places);
  rows.forEach((row, r) => {
    const boxes = (narrow ? smallBoxes : wideBoxes)(row, { width, height, places: places[r] });
    placeCards(row, boxes, narrow ? null : places[r]);
    row.element.classList.toggle("scrolls", !narrow && places[r].at(-1).right > width + 1);
    row.element.classList.toggle("folds", row.folds());
    row.stages.style.setProperty("--mosaic", `${height}px`);
  });
}

/** As high as the window has room for, and a slot is wide. */
function heightOf(rows, places) {
  const slot = Math.max(LEAST, Math.min(...places.flat().map(widthOf)));
  const top = rows[0].element.getBoundingClientRect().top + scrollY;
  const room = (innerHeight - top) / Math.max(3, Math.min(4, rows.length)) - CHROME;
  return Math.max(LOWEST, Math.min(HIGHEST, Math.floor(Math.min(room, Math.max(slot, LOWEST)))));
}

const fewUnits = (row, card) => units(card) && row.cards.length < 4;

const smallBoxes = (row, { width, height }) =>
  row.cards.map((card) => ({
    width: fewUnits(row, card) ? width : Math.min(SMALL, Math.floor((width - 14) / 2)),
    height,
  }));

function wideBoxes(row, { height, places }) {
  const slim = Math.floor(Math.min(...places.map(widthOf)));
  const own = row.cards.every(units);
  return row.cards.map((_, i) => ({ width: Math.max(LEAST, own ? Math.floor(widthOf(places[i])) : slim), height }));
}

/** `places` null: CSS places them. */
function placeCards(row, boxes, places) {
  const room = Math.min(...(places ? places.map(widthOf) : boxes.map(({ width }) => width))); // the texts of a row are alike
  const unit = Math.min(...row.cards.map((card, i) => (units(card) ? unitScale(card.point.shape[0], boxes[i]) : Infinity)));
  row.cards.forEach((card, i) => {
    card.arrange(boxes[i], card.tiles, unit);
    card.unitCell = unit;
    const { element, points } = row.slots[i];
    element.classList.toggle("wide", fewUnits(row, card));
    const wide = Math.max(card.label(room), points.length > 1 ? boxes[i].width : LEAST);
    if (!places) return element.removeAttribute("style");
    element.style.width = `${wide}px`;
    element.style.left = `${Math.round(centred(places[i], wide))}px`;
  });
}
