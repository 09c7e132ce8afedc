// @ts-check
// The story's panel: a step's text, what there is to choose, what the numbers say, and the way on; or the list of chapters.
import { t, words } from "../i18n/i18n.js";
import { el, icon, say } from "../ui/dom.js";
import { CHAPTERS } from "./chapters.js";

const TEXT = /** @type {Record<string, any>} */ (await words("story"));
const told = (key, values = {}) => t(key, values, TEXT);

/** `handlers`: onGo(name of a step or "contents"), onNext(), onChoose(choice), onClose(). */
export function createPanel(handlers) {
  const { element, heading, text, chapters, choices, then, ways, next } = partsOf(handlers);
  document.body.append(element);
  new ResizeObserver(() => document.body.style.setProperty("--story", `${element.offsetHeight}px`)).observe(element);

  return {
    contents() {
      say(heading, told("title"));
      say(text, told("lead"));
      [choices, then, ways].forEach((part) => (part.hidden = true));
      chapters.hidden = false;
      heading.focus({ preventScroll: true });
    },
    /** @param {{ id: string, chapter: any, at: number, step: any }} place @param {(choice: string) => string} nameOf */
    step({ id, chapter, at, step }, nameOf) {
      chapters.hidden = true;
      ways.hidden = false;
      const of = chapter.steps.length;
      say(heading, told("step", { chapter: told(`${chapter.id}.title`), at, of }));
      element.dataset.step = id;
      choices.hidden = !step.choices;
      const choose = (value) =>
        el("button", { type: "button", dataset: { value }, onclick: () => handlers.onChoose(value) }, nameOf(value));
      choices.replaceChildren(...(step.choices ?? []).map(choose));
      heading.focus({ preventScroll: true });
    },
    /** The sentences of now: what is to be done, and once it is, what the numbers say. */
    show({ sentence, result, source, chosen, locked, done }) {
      say(text, sentence);
      then.hidden = !result.length;
      if (then.dataset.said !== result.join("\n"))
        then.replaceChildren(...result.map((line) => el("p", {}, line)), ...(source ? [sourceOf(source)] : []));
      then.dataset.said = result.join("\n");
      for (const button of choices.children) {
        button.setAttribute("aria-pressed", String(button.dataset.value === chosen));
        button.disabled = locked;
      }
      say(next, told(done ? "on" : "skip"));
      next.classList.toggle("primary", done);
      element.dataset.done = String(done);
    },
    told,
    has: (key) => key in TEXT,
    open: () => (element.hidden = false),
    close: () => (element.hidden = true),
  };
}

function partsOf({ onGo, onNext, onClose }) {
  const heading = el("h2", { tabIndex: -1 });
  const text = el("p.story-text");
  const choices = el("div.story-choices", { role: "group" });
  const then = el("div.story-then", { role: "status" });
  const next = el("button.story-next", { type: "button", onclick: onNext });
  const list = el("button", { type: "button", onclick: () => onGo("contents") }, told("contents"));
  const leave = { type: "button", title: told("leave"), "aria-label": told("leave"), onclick: onClose };
  const head = el("div.story-head", {}, heading, el("button.square", leave, icon("close")));
  const chapters = el("ol.story-chapters", {}, ...CHAPTERS.map(({ id }) => el("li", {}, chapterButton(id, onGo))));
  const ways = el("div.story-ways", {}, next, list);
  const element = el("section.story", { "aria-label": told("title") }, head, text, chapters, choices, then, ways);
  return { element, heading, text, chapters, choices, then, ways, next };
}

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
    el("span", {}, told(`${id}.about`)),
  );
