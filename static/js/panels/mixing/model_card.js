// One model's answer: which stage, what is shown, the map, the class token beside it, and what one value means.
import { colourMap, gradient, unpack } from "../../lib/colour.js";
import { el, say } from "../../ui/dom.js";
import { exact, percent, short } from "../../lib/format.js";
import { theme, themeName } from "../../ui/plot.js";
import { coloured, highest, isShare, isSigned, ownCell, sourcesOf } from "./answer.js";
import { covers, receptiveField } from "./receptive_field.js";
import { createMap } from "./source_map.js";
import { isLinear, rectOf } from "./query.js";
import { createStepper } from "../../ui/stepper.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

/** Handlers: onPick(pixel), onStep(dx, dy, card), onHover(card, at, event), onKind(card, kind), onUnit(unit), onPart(card), onOpen(card). */
export function createCard(model, handlers) {
  const map = createMap(model.input, {
    onPick: (at) => handlers.onPick(at),
    onStep: (dx, dy) => handlers.onStep(dx, dy, card),
    onHover: (at, event) => handlers.onHover(card, at, event),
  });
  const stage = el("span.lstage");
  const open = el("button.quiet", { type: "button", onclick: () => handlers.onOpen(card) }, "↗");
  const kinds = el("select", {
    "aria-label": `${TEXT.kind}, ${model.title}`,
    onchange: () => handlers.onKind(card, kinds.value),
  });
  const parts = createStepper((index) => {
    card.part = index;
    handlers.onPart(card);
  });
  const units = createStepper((index) => handlers.onUnit(index));
  const note = el("p.lnote");
  const message = el("p.lmessage", { role: "status" });
  const token = el("canvas.ltoken", { width: 1, height: 1 });
  const tokenText = el("span");
  const tokenLine = el("p.ltokens", {}, token, tokenText);
  const strip = el("span.lstrip");
  const end = el("span.lmuted");
  const ends = el("p.lend", {}, strip, end);
  const tag = el("b.ltag");
  const means = el("span");
  const reach = el("p.lnote.lreach");
  const element = el(
    "article.lcard",
    { dataset: { family: model.family, model: model.id }, "aria-label": model.title },
    el("header", {}, el("h3", {}, model.title), stage, open),
    el("div.lchoices", {}, kinds, parts.element, units.element),
    el("div.lfield", {}, map.element, message),
    tokenLine,
    ends,
    el("p.lmeans", {}, tag, " ", means),
    note,
    reach,
  ); // a note or a reach: only one of them ever has words

  const card = { model, element, map, part: null, question: null, answer: null, picture: null, key: "" };

  /** What is asked, before the answer is there. question: {point, query, kind, kinds, level, unit, refusal} */
  card.ask = (question) => {
    const { point, kind, kinds: available, unit, query } = question;
    if (card.question?.kind !== kind) card.part = kind === "effective" ? 0 : null;
    card.question = question;
    say(stage, point.title);
    open.title = TEXT.open(`${model.title}, ${point.title}`);
    open.setAttribute("aria-label", open.title);
    kinds.replaceChildren(...available.map((one) => el("option", { value: one, selected: one === kind }, TEXT.kinds[one])));
    kinds.hidden = available.length < 2;
    const layer = point.axes.length === 1 && point.axes[0] === "unit";
    units.element.hidden = !layer;
    if (layer) units.show({ noun: "unit", index: query.unit ?? null, count: point.shape[0], all: TEXT.wholeLayer });
    say(note, layer ? TEXT.noPositions : point.grid || unit ? "" : TEXT.pooled);
    element.dataset.kind = kind;
    element.dataset.point = point.name;
  };

  card.show = (answer, picture) => {
    Object.assign(card, { answer, picture });
    element.dataset.state = answer.dead ? "dead" : "answered";
    say(message, answer.dead ? TEXT.dead(answer.query?.unit !== undefined) : "");
    const linear = answer.kind === "share" && isLinear(model, card.question.point, card.question.level);
    say(tag, linear ? TEXT.short.linear : TEXT.short[answer.kind]);
    tag.title = linear ? TEXT.is.linear : TEXT.is[answer.kind];
    say(means, answer.means);
  };

  /** A sentence instead of a map. */
  card.refuse = (sentence) => {
    Object.assign(card, { answer: null });
    element.dataset.state = "refused";
    say(message, sentence);
    say(tag, "");
    say(means, "");
  };

  card.own = () => (card.answer && !card.answer.dead ? ownCell(card.answer, card.question.point.stride) : null);
  /** The end of this map's own colours; a block's skip makes a place listen to itself beyond all else, so that cell is spared. */
  card.high = () =>
    card.answer && !card.answer.dead
      ? highest(card.answer, card.part, card.answer.kind === "share" && card.question.level === "block" ? card.own() : null)
      : 0;
  card.comparable = () => Boolean(card.answer && !card.answer.dead && isShare(card.answer.kind));

  /** `common`: the end of the colours for all, or null where each has its own. `picture`: what to draw without an answer. */
  card.paint = (common, picture, lit) => {
    const { answer, question } = card;
    const live = answer && !answer.dead;
    const high = live ? (common !== null && isShare(answer.kind) ? common : card.high()) || 1 : 1;
    const signed = Boolean(live && isSigned(answer.kind));
    const colours = live ? coloured(answer, card.part) : { prefix: [], places: null };
    map.paint({
      places: colours.places,
      rows: answer?.rows ?? 0,
      columns: answer?.columns ?? 0,
      low: signed ? -high : 0,
      high,
      signed,
      root: Boolean(live && isShare(answer.kind)),
      picture: live && !answer.placed ? null : card.answer ? card.picture : picture,
      label: label(),
    });
    showParts();
    showToken(colours.prefix, high, signed);
    strip.style.background = gradient(themeName(), signed);
    ends.classList.toggle("is-hidden", !live || (common !== null && isShare(answer.kind)));
    say(end, live ? endOf(answer, high, signed) : "");
    card.lines(lit);
    element.dataset.high = live ? String(high) : "";
  };

  card.lines = (lit) => {
    const { question, answer } = card;
    const own = question && !question.refusal ? rectOf(question.point, question.query) : null;
    const field =
      answer && !answer.dead && answer.kind === "share" && question.level === "input" && answer.query
        ? receptiveField(model, question.point, answer.query)
        : null;
    const shown = field && covers(field, { ...answer, places: answer.row(null).places }) ? field : null;
    const { accent, family } = theme();
    const chosen = getComputedStyle(element).getPropertyValue("--chosen").trim() || accent;
    map.lines([
      ...(shown ? [{ rect: shown, colour: family(model.family), dash: [5, 4] }] : []),
      ...(lit ? [{ rect: lit, colour: theme().ink, width: 1 }] : []),
      ...(own && !(answer && !answer.placed) ? [{ rect: own, colour: chosen }] : []),
    ]);
    say(reach, shown ? TEXT.fieldUsed(shown.size, short(Math.sqrt(answer.summary.effective_sources), 2)) : "");
  };

  function showParts() {
    const count = card.answer?.parts ?? 0;
    parts.element.hidden = count < 2;
    if (count < 2) return;
    const heads = card.answer.kind === "attention";
    parts.show({
      noun: heads ? "head" : "channel",
      index: card.part,
      count,
      all: heads ? TEXT.meanHead : null,
      first: heads ? 1 : 0,
    });
  }

  function showToken(prefix, high, signed) {
    tokenLine.hidden = !prefix.length;
    if (!prefix.length) return;
    const colours = colourMap(themeName(), signed);
    const [r, g, b] = unpack(
      colours[
        Math.min(
          colours.length - 1,
          Math.round((isShare(card.answer.kind) ? Math.sqrt(prefix[0] / high) : prefix[0] / high) * (colours.length - 1)),
        )
      ],
    );
    token.style.background = `rgb(${r} ${g} ${b})`;
    const value = card.answer.row(card.part).prefix[0];
    const asking = card.answer.query?.token === 0;
    token.classList.toggle("is-asking", asking);
    token.dataset.value = exact(value);
    say(tokenText, `${TEXT.classToken}: ${isShare(card.answer.kind) ? percent(value) : short(value)}`);
  }

  const endOf = (answer, high, signed) =>
    signed
      ? TEXT.bar.endSigned(short(high, 2))
      : isShare(answer.kind)
        ? TEXT.bar.end(short(high, 2))
        : TEXT.bar.endUnits(short(high, 2));

  card.asker = () => {
    const { query } = card.answer ?? {};
    if (!query) return card.question.point.axes[0] === "unit" ? TEXT.whole : TEXT.average;
    if (query.token !== undefined) return TEXT.classToken;
    if (query.unit !== undefined) return TEXT.unitName(query.unit);
    return (card.question.point.axes.includes("token") ? TEXT.patch : TEXT.position)(query.row, query.column);
  };

  /** The number under the pointer, in words. */
  card.read = (cell) => {
    if (!card.answer || card.answer.dead || cell === null) return "";
    const { kind, columns, pixels, placed } = card.answer;
    const value = card.answer.row(card.part).places[cell];
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    const source = !placed ? TEXT.source(cell) : pixels === 1 ? TEXT.pixel(row, column) : TEXT.patch(row, column);
    const comparable = isShare(kind);
    return `${model.title}: ${TEXT.readout(card.asker(), source, exact(value), comparable ? percent(value) : "", comparable ? short(value * sourcesOf(card.answer.row(card.part)), 2) : "")}`;
  };

  const label = () =>
    `${model.title}, ${card.question?.point.title ?? ""}: ${card.answer && !card.answer.dead ? `${card.asker()}, ${card.answer.means}` : message.textContent}. ${TEXT.picker}`;
  return card;
}
