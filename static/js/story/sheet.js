// @ts-check
// A sheet to print, of a chapter or of the picture as it is: on one page of A4, in black and white, with room to write.
import { words } from "../i18n/i18n.js";
import { verdict } from "../lib/certainty.js";
import { fixed, share } from "../lib/format.js";
import { el } from "../ui/dom.js";

const TEXT = await words("sheet");
const OPEN = TEXT.open.map((text) => ({ text, choices: /** @type {string[]} */ ([]) }));
const MOST = 6; // models on a sheet
const SIDE = 448; // px of the picture

/**
 * @param {object} sheet
 * @param {import("../lib/wire_types.js").Frame} sheet.frame
 * @param {any[]} sheet.models their documents, in the page's words
 * @param {string | null} [sheet.title] of the chapter
 * @param {{ text: string, choices: string[] }[]} [sheet.questions] of the chapter
 * @param {boolean} [sheet.altered] whether the page shows altered models, which a sheet does not
 */
export function sheetOf({ frame, models, title = null, questions = OPEN, altered = false }) {
  const field = (name) => el("span.field", {}, name, el("i"));
  return el(
    "article.print-sheet",
    {},
    el("header", {}, el("b", {}, "Mixscope"), field(TEXT.name), field(TEXT.date)),
    el("h1", {}, title ?? TEXT.title),
    el(
      "div.seen",
      {},
      el("figure", {}, pictureOf(frame.models[0].input), el("figcaption", {}, TEXT.picture(frame.dx, frame.dy))),
      el(
        "section",
        {},
        el("h2", {}, TEXT.answers),
        tableOf(frame, models),
        el("p", {}, TEXT.change),
        altered ? el("p.untouched", {}, TEXT.untouched) : null,
      ),
    ),
    el("h2", {}, TEXT.questions),
    el("ol", {}, questions.map(questionOf)),
  );
}

/** The default models of the picture's kind first, then what else the page shows. @returns {string[]} */
export function modelsOf(models, shown) {
  const { tier } = models.find(({ id }) => id === shown[0]);
  const usual = models.filter((model) => model.default && model.tier === tier).map(({ id }) => id);
  return [...new Set([...usual, ...shown])].slice(0, Math.max(MOST, shown.length));
}

const questionOf = ({ text, choices }) =>
  el(
    "li",
    {},
    el("p", {}, text),
    choices.length
      ? el(
          "p.choices",
          {},
          choices.map((choice) => el("span", {}, `☐ ${choice}`)),
        )
      : null,
    el("div.lines"),
  );

function tableOf(frame, models) {
  const head = Object.values(TEXT.columns).map((name) => el("th", { scope: "col" }, name));
  const rows = frame.models.map((part) => {
    const model = models.find(({ id }) => id === part.id);
    const cells = [...answerOf(model, part.predictions), changeOf(part)];
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, model.title),
      cells.map((cell) => el("td", {}, cell)),
    );
  });
  return el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

/** Answer, its share, the next one. */
function answerOf(model, predictions) {
  const said = verdict(model, predictions);
  if (!said) return [TEXT.none, "–", "–"];
  const [, second] = predictions;
  const next = second ? verdict({}, [second]) : null;
  return [
    said.unsure ? TEXT.unsure(said.label) : said.label,
    share(said.share),
    next ? `${next.label}, ${share(next.share)}` : "–",
  ];
}

function changeOf({ stages }) {
  const change = stages.at(-1)?.change?.invariance ?? null;
  return change === null ? "–" : fixed(change, 2);
}

/** A picture that prints with sharp pixels, whatever prints it. */
function pictureOf({ shape: [channels, rows, columns], data }) {
  const canvas = el("canvas", { width: SIDE, height: Math.round((SIDE * rows) / columns) });
  const context = canvas.getContext("2d");
  const [across, down] = [canvas.width / columns, canvas.height / rows];
  const plane = rows * columns;
  for (let at = 0; at < plane; at++) {
    const [red, green, blue] = [0, 1, 2].map((channel) => data[(channels === 1 ? 0 : channel) * plane + at]);
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    const [x, y] = [Math.floor((at % columns) * across), Math.floor(Math.floor(at / columns) * down)];
    context.fillRect(x, y, Math.ceil(across), Math.ceil(down));
  }
  return canvas;
}
