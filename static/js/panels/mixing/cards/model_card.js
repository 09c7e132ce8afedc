// One model's answer: which stage, what is shown, the map, the class token beside it, and what one value means.
import { words } from "../../../i18n/i18n.js";
import { colourMap, gradient, unpack } from "../../../lib/colour.js";
import { exact, percent, short } from "../../../lib/format.js";
import { el, say } from "../../../ui/dom.js";
import { theme, themeName } from "../../../ui/plot.js";
import { createStepper } from "../../../ui/stepper.js";
import { coloured, highest, isShare, isSigned, ownCell } from "../answer.js";
import { askerOf, endOf, meaningOf, readingOf } from "./card_words.js";
import { createProgress } from "./progress.js";
import { rectOf } from "../query.js";
import { covers, receptiveField } from "./receptive_field.js";
import { createMap } from "../../../ui/source_map.js";

const TEXT = await words("mixing");

/**
 * Handlers: onPick(pixel), onStep(dx, dy, card), onHover(card, at, event), onKind(card, kind), onUnit(unit), onPart(card),
 * onOpen(card).
 */
export const createCard = (model, handlers) => new ModelCard(model, handlers);

/**
 * `part`: the head or channel shown, null = the mean of the heads. `key`: the question asked last; `about`: the one that what is
 * shown answers.
 */
class ModelCard {
  constructor(model, handlers) {
    this.model = model;
    this.handlers = handlers;
    this.part = null;
    this.question = null;
    this.about = null;
    this.answer = null;
    this.picture = null;
    this.key = "";
    this.map = createMap(model.input, {
      onPick: (at) => handlers.onPick(at),
      onStep: (dx, dy) => handlers.onStep(dx, dy, this),
      onHover: (at, event) => handlers.onHover(this, at, event),
    });
    this.stage = el("span.lstage");
    this.open = el("button.quiet", { type: "button", onclick: () => handlers.onOpen(this) }, "↗");
    this.kinds = el("select", {
      "aria-label": `${TEXT.kind}, ${model.title}`,
      onchange: () => handlers.onKind(this, this.kinds.value),
    });
    this.parts = createStepper((index) => {
      this.part = index;
      handlers.onPart(this);
    });
    this.progress = createProgress(model.title);
    this.units = createStepper((index) => handlers.onUnit(index));
    this.build();
  }

  build() {
    const { model } = this;
    this.note = el("p.lnote");
    this.message = el("p.lmessage", { role: "status" });
    this.token = el("canvas.ltoken", { width: 1, height: 1 });
    this.tokenText = el("span");
    this.tokenLine = el("p.ltokens", {}, this.token, this.tokenText);
    this.strip = el("span.lstrip");
    this.end = el("span.lmuted");
    this.ends = el("p.lend", {}, this.strip, this.end);
    this.means = el("p");
    this.formula = el("div");
    this.maths = el("details.lmaths", {}, el("summary", {}, TEXT.maths.title), this.formula);
    this.reach = el("p.lnote.lreach");
    this.element = el(
      "article.lcard",
      { dataset: { family: model.family, model: model.id }, "aria-label": model.title },
      el("header", {}, el("h3", {}, model.title), this.stage, this.open),
      el("div.lchoices", {}, this.kinds, this.parts.element, this.units.element),
      el("div.lfield", {}, this.map.element, this.message, this.progress.element),
      this.tokenLine,
      this.ends,
      el("div.lmeans", {}, this.means, this.maths),
      this.note,
      this.reach,
    ); // a note or a reach: only one of them ever has words
  }

  /** What is asked, before the answer is there. question: {point, query, kind, kinds, level, unit, refusal} */
  ask(question) {
    const { point, kind, kinds: available, unit, query } = question;
    if (this.question?.kind !== kind) this.part = kind === "effective" ? 0 : null;
    this.question = question;
    this.mark();
    say(this.stage, point.title);
    this.open.setAttribute("aria-label", TEXT.open(`${this.model.title}, ${point.title}`));
    this.kinds.replaceChildren(
      ...available.map((one) => el("option", { value: one, selected: one === kind }, TEXT.kinds[one])),
    );
    this.kinds.hidden = available.length < 2;
    const layer = point.axes.length === 1 && point.axes[0] === "unit";
    this.units.element.hidden = !layer;
    if (layer)
      this.units.show({ noun: TEXT.counted.unit, index: query.unit ?? null, count: point.shape[0], all: TEXT.wholeLayer });
    say(this.note, layer ? TEXT.noPositions : point.grid || unit ? "" : TEXT.pooled);
    this.element.dataset.kind = kind;
    this.element.dataset.point = point.name;
  }

  /** Whether what is shown answers an earlier question: of another stage, place, kind or level, not of another picture. */
  get behind() {
    return this.about !== null && askedBy(this.about) !== askedBy(this.question);
  }

  mark() {
    this.element.dataset.behind = String(this.behind);
  }

  show(answer, picture) {
    this.answer = answer;
    this.picture = picture;
    this.about = this.question;
    this.mark();
    this.element.dataset.state = answer.dead ? "dead" : "answered";
    say(this.message, answer.dead ? TEXT.dead(answer.query?.unit !== undefined) : "");
    const { plain, maths } = meaningOf(this.model, this.question, answer);
    say(this.means, plain);
    this.maths.hidden = false;
    this.formula.replaceChildren(...maths.map((sentence) => el("p", {}, sentence)));
  }

  /** A sentence instead of a map. */
  refuse(sentence) {
    this.answer = null;
    this.about = this.question;
    this.mark();
    this.element.dataset.state = "refused";
    say(this.message, sentence);
    say(this.means, "");
    this.maths.hidden = true;
  }

  /** The answer, if it holds anything to colour. */
  live() {
    return this.answer && !this.answer.dead ? this.answer : null;
  }

  own() {
    return this.live() ? ownCell(this.answer, this.about.point.stride) : null;
  }

  /** The end of this map's own colours; a block's skip makes a place listen to itself beyond all else, so that cell is spared. */
  high() {
    const answer = this.live();
    if (!answer) return 0;
    return highest(answer, this.part, answer.kind === "share" && this.about.level === "block" ? this.own() : null);
  }

  comparable() {
    return Boolean(this.live() && isShare(this.answer.kind));
  }

  /** `common`: the end of the colours for all, or null where each has its own. `picture`: what to draw without an answer. */
  paint(common, picture, lit) {
    const live = this.live();
    const shares = this.comparable();
    const high = live ? (common !== null && shares ? common : this.high()) || 1 : 1;
    const signed = Boolean(live && isSigned(live.kind));
    const colours = live ? coloured(live, this.part) : { prefix: [], places: null };
    this.map.paint({
      places: colours.places,
      rows: this.answer?.rows ?? 0,
      columns: this.answer?.columns ?? 0,
      low: signed ? -high : 0,
      high,
      signed,
      root: shares,
      picture: live && !live.placed ? null : this.answer ? this.picture : picture,
      label: this.label(),
    });
    this.showParts();
    this.showToken(colours.prefix, high, signed);
    this.strip.style.background = gradient(themeName(), signed);
    this.ends.classList.toggle("is-hidden", !live || (common !== null && shares));
    say(this.end, live ? endOf(live.kind, high) : "");
    this.lines(lit);
    this.element.dataset.high = live ? String(high) : "";
  }

  lines(lit) {
    const { question, answer } = this;
    const own = question && !question.refusal ? rectOf(question.point, question.query) : null;
    const field = this.field();
    const { accent, family, ink } = theme();
    const chosen = getComputedStyle(this.element).getPropertyValue("--chosen").trim() || accent;
    this.map.lines([
      ...(field ? [{ rect: field, colour: family(this.model.family), dash: [5, 4] }] : []),
      ...(lit ? [{ rect: lit, colour: ink, width: 1 }] : []),
      ...(own && !(answer && !answer.placed) ? [{ rect: own, colour: chosen }] : []),
    ]);
    const used = field ? short(Math.sqrt(answer.summary.effective_sources), 2) : "";
    say(this.reach, field ? TEXT.fieldUsed(field.size, used) : "");
  }

  /** The receptive field of the position that asks the picture, where the answer lies inside it. */
  field() {
    const { about } = this;
    const answer = this.live();
    if (!answer || answer.kind !== "share" || about.level !== "input" || !answer.query) return null;
    const field = receptiveField(this.model, about.point, answer.query);
    return field && covers(field, { ...answer, places: answer.row(null).places }) ? field : null;
  }

  showParts() {
    const count = this.answer?.parts ?? 0;
    this.parts.element.hidden = count < 2;
    if (count < 2) return;
    const heads = this.answer.kind === "attention";
    const [noun, all, first] = heads ? [TEXT.counted.head, TEXT.meanHead, 1] : [TEXT.counted.channel, null, 0];
    this.parts.show({ noun, index: this.part, count, all, first });
  }

  showToken(prefix, high, signed) {
    this.tokenLine.hidden = !prefix.length;
    if (!prefix.length) return;
    const shares = isShare(this.answer.kind);
    const colours = colourMap(themeName(), signed);
    const part = shares ? Math.sqrt(prefix[0] / high) : prefix[0] / high;
    const [r, g, b] = unpack(colours[Math.min(colours.length - 1, Math.round(part * (colours.length - 1)))]);
    this.token.style.background = `rgb(${r} ${g} ${b})`;
    const value = this.answer.row(this.part).prefix[0];
    this.token.classList.toggle("is-asking", this.answer.query?.token === 0);
    this.token.dataset.value = exact(value);
    say(this.tokenText, `${TEXT.classToken}: ${shares ? percent(value) : short(value)}`);
  }

  /** The number under the pointer, {words, value}; null where there is none. */
  read(cell) {
    if (!this.live() || this.behind || cell === null) return null;
    return readingOf(this.model, this.about, this.answer, this.part, cell);
  }

  label() {
    const whose = `${this.model.title}, ${this.question?.point.title ?? ""}`;
    if (this.behind) return `${whose}. ${TEXT.picker}`;
    const said = this.live() ? `${askerOf(this.about, this.answer)}, ${this.means.textContent}` : this.message.textContent;
    return `${whose}: ${said}. ${TEXT.picker}`;
  }
}

/** What tells questions at the same picture apart. */
const askedBy = ({ point, query, kind, level }) => JSON.stringify([point.name, query, kind, level]);
