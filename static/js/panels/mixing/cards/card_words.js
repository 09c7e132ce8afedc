// What a card says: what its map shows, who asks, one value in words.
import { words } from "../../../i18n/i18n.js";
import { percent, short } from "../../../lib/format.js";
import { isShare, isSigned, sourcesOf } from "../answer.js";
import { isLinear } from "../query.js";

const TEXT = await words("mixing");

/** {plain: a sentence, maths: sentences}: what an answer's map shows. */
export function meaningOf(model, { point, level }, { kind, estimated }) {
  const key = kind !== "share" ? kind : isLinear(model, point, level) ? "linear" : level;
  const formula = kind === "share" ? [TEXT.maths.shares, TEXT.maths[key]] : [TEXT.maths[key]];
  return { plain: [TEXT.plain[key], estimated].filter(Boolean).join(" "), maths: formula };
}

export function askerOf({ point: { axes } }, answer) {
  const query = answer?.query;
  if (!query) return axes[0] === "unit" ? TEXT.whole : TEXT.average;
  if (query.token !== undefined) return TEXT.classToken;
  if (query.unit !== undefined) return TEXT.unitName(query.unit);
  return (axes.includes("token") ? TEXT.patch : TEXT.position)(query.row, query.column);
}

/** {words, value}: the number of one source of an answer that is there. */
export function readingOf(model, question, answer, part, cell) {
  const { columns, pixels, placed } = answer;
  const row = answer.row(part);
  const value = row.places[cell];
  const [down, across] = [Math.floor(cell / columns), cell % columns];
  const source = !placed ? TEXT.source(cell) : pixels === 1 ? TEXT.pixel(down, across) : TEXT.patch(down, across);
  const asker = askerOf(question, answer);
  const said = isShare(answer.kind)
    ? TEXT.readoutShare(model.title, asker, source, percent(value), short(value * sourcesOf(row), 2))
    : TEXT.readout(model.title, asker, source, short(value));
  return { words: said, value };
}

/** Where the colours of a map with a scale of its own end. */
export function endOf(kind, high) {
  if (isSigned(kind)) return TEXT.bar.endSigned(short(high, 2));
  return (isShare(kind) ? TEXT.bar.end : TEXT.bar.endUnits)(short(high, 2));
}
