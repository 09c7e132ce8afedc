// @ts-check
// What all answers come to: bars of choices, numbers and words, a heat map of points.
import { words } from "../i18n/i18n.js";
import { el } from "../ui/dom.js";
import { pictureWithPoints } from "./point_picture.js";

const TEXT = await words("room");
const MOST = 12; // bars

/** @param {any} question with `results`, see docs/wire.md */
export function results(question) {
  if (!question.answered) return el("p.fine", {}, TEXT.none);
  if (question.kind === "point") {
    const label = TEXT.points({ count: question.results.length });
    const { canvas, paint } = pictureWithPoints(label);
    paint(question.results);
    return el("figure", {}, canvas, el("figcaption.fine", {}, label));
  }
  const named =
    question.kind === "choice" ? question.results.map((count, i) => [question.choices[i], count]) : question.results;
  const most = Math.max(1, ...named.map(([, count]) => count));
  return el(
    "dl.room-bars",
    {},
    named
      .slice(0, MOST)
      .flatMap(([name, count]) => [
        el("dt", {}, String(name)),
        el("dd", {}, el("i", { style: { width: `${(100 * count) / most}%` } }), el("span", {}, String(count))),
      ]),
  );
}
