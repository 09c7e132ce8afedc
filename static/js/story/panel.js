// @ts-check
// The story's panel: a step's text, what there is to choose, what the numbers say, and the way on; or the list of chapters.
import { t, words } from "../i18n/i18n.js";
import { el, icon, say } from "../ui/dom.js";
import { sideOf } from "./card_side.js";
import { CHAPTERS } from "./chapters.js";
import { readChapters } from "./read_chapters.js";

const TEXT = /** @type {Record<string, any>} */ (await words("story"));
const SHEET = await words("sheet");
const told = (key, values = {}) => t(key, values, TEXT);

/** `handlers`: onGo(name of a step or "contents"), onNext(), onChoose(choice), onPrint(chapter, by default what is open), onClose(). */
export function createPanel(handlers) {
  const { element, heading, text, set, chapters, choices, then, ways, next, print } = partsOf(handlers);
  document.body.append(element);
  const makeRoom = () => document.body.style.setProperty("--story", `${element.offsetHeight}px`);
  new ResizeObserver(makeRoom).observe(element);

  return {
    contents() {
      say(heading, told("title"));
      say(text, told("lead"));
      [set, choices, then, ways].forEach((part) => (part.hidden = true));
      chapters.hidden = false;
      markRead(chapters);
      heading.focus({ preventScroll: true });
    },
    /**
     * `placed`: what the step has changed without being asked, in words.
     * @param {{ id: string, chapter: any, at: number, step: any }} place @param {(choice: string) => string} nameOf
     */
    step({ id, chapter, at, step }, nameOf, placed = "") {
      chapters.hidden = true;
      ways.hidden = false;
      const of = chapter.steps.length;
      print.hidden = at < of;
      say(heading, told("step", { n: CHAPTERS.indexOf(chapter) + 1, chapter: told(`${chapter.id}.title`), at, of }));
      element.dataset.step = id;
      say(set, placed);
      set.hidden = !placed;
      choices.hidden = !step.choices;
      const choose = (value) =>
        el("button", { type: "button", dataset: { value }, onclick: () => handlers.onChoose(value) }, nameOf(value));
      choices.replaceChildren(...(step.choices ?? []).map(choose));
      heading.focus({ preventScroll: true });
    },
    /** The sentences of now: what is to be done, and once it is, what the numbers say. */
    show({ sentence, result, mark, source, chosen, locked, done }) {
      say(text, sentence);
      tell(then, mark, result, source);
      for (const button of choices.children) markChoice(button, button.dataset.value === chosen, mark, locked);
      say(next, told(done ? "on" : "skip"));
      next.classList.toggle("primary", done);
      element.dataset.done = String(done);
      makeRoom(); // at once: what is pointed at is brought above it next
    },
    /** Where it hides less of these. @param {Element[]} spokenOf */
    standBeside(spokenOf) {
      const at = (side) => ((element.dataset.side = side), element.getBoundingClientRect());
      const cards = { left: at("left"), right: at("right") };
      element.dataset.side = sideOf(
        cards,
        spokenOf.map((one) => one.getBoundingClientRect()),
      );
    },
    told,
    has: (key) => key in TEXT,
    open: () => (element.hidden = false),
    close: () => (element.hidden = true),
  };
}

function partsOf({ onGo, onNext, onPrint, onClose }) {
  const heading = el("h2", { tabIndex: -1 });
  const text = el("p.story-text");
  const set = el("p.story-set");
  const choices = el("div.story-choices", { role: "group" });
  const then = el("div.story-then", { role: "status" });
  const next = el("button.story-next", { type: "button", onclick: onNext });
  const list = el("button", { type: "button", onclick: () => onGo("contents") }, told("contents"));
  const leave = { type: "button", "aria-label": told("leave"), onclick: onClose };
  const head = el("div.story-head", {}, heading, el("button.square", leave, icon("close")));
  const print = el("button", { type: "button", onclick: () => onPrint() }, icon("print"), SHEET.print);
  const printNow = el("button", { type: "button", onclick: () => onPrint() }, icon("print"), SHEET.printNow);
  const lines = CHAPTERS.map((chapter) => el("li", {}, chapterButton(chapter.id, onGo), printButton(chapter, onPrint)));
  const chapters = el("div.story-contents", {}, el("ol.story-chapters", {}, lines), printNow);
  const ways = el("div.story-ways", {}, next, list, print);
  const element = el("section.story", { "aria-label": told("title") }, head, set, text, chapters, choices, then, ways);
  return { element, heading, text, set, chapters, choices, then, ways, next, print };
}

/** The chapters that were followed to their end: by a sign, and in words. */
function markRead(chapters) {
  const read = readChapters();
  for (const button of chapters.querySelectorAll("[data-chapter]"))
    say(button.querySelector(".story-read"), read.has(button.dataset.chapter) ? told("read") : "");
}

const printButton = (chapter, onPrint) =>
  el(
    "button.square",
    { type: "button", "aria-label": SHEET.printOf(told(`${chapter.id}.title`)), onclick: () => onPrint(chapter) },
    icon("print"),
  );

/** What the numbers say, after whether the choice was right; said anew only where it is something else. */
function tell(then, mark, result, source) {
  then.hidden = !result.length;
  const said = [mark?.key, ...result].join("\n");
  if (then.dataset.said !== said)
    then.replaceChildren(
      ...(mark ? [markLine(mark)] : []),
      ...result.map((line) => el("p", {}, line)),
      ...(source ? [sourceOf(source)] : []),
    );
  then.dataset.said = said;
}

function markChoice(button, isChosen, mark, locked) {
  button.setAttribute("aria-pressed", String(isChosen));
  button.dataset.mark = mark && isChosen ? (mark.right ? "right" : "wrong") : "";
  button.disabled = locked;
}

/** Whether the choice was right: by a sign and in words, and not by its colour alone. */
const markLine = ({ right, key }) =>
  el("p.story-mark", { dataset: { mark: right ? "right" : "wrong" } }, `${right ? "✓" : "✗"} ${told(key)}`);

/** "arXiv:1512.03385" as a link. */
function sourceOf(source) {
  const [where, id] = source.split(":");
  const to = { href: `https://arxiv.org/abs/${id}`, target: "_blank", rel: "noreferrer noopener" };
  return el("p.story-source", {}, el("a", to, told("source", { source: `${where} ${id}` })));
}

const chapterButton = (id, onGo) =>
  el(
    "button",
    { type: "button", dataset: { chapter: id }, onclick: () => onGo(`${id}.1`) },
    el("b", {}, told(`${id}.title`)),
    " ",
    el("small.story-read"),
    " ",
    el("span", {}, told(`${id}.about`)),
  );
