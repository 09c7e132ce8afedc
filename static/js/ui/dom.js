// Small helpers to make elements. No framework: an element, its properties, its children.
import { isMarked, plain } from "../lib/terms.js";
import { nodesOf, write } from "./terms.js";

/** el("button.primary", {onclick, "aria-label": …, dataset: {…}}, child, "text") */
export function el(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, given] of Object.entries(properties)) {
    if (given === null || given === undefined || given === false) continue;
    const value = typeof given === "string" && isMarked(given) ? plain(given) : given;
    if (key === "dataset") Object.assign(element.dataset, value);
    else if (key === "style") for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.includes("-") && key !== "role") element[key] = value;
    else element.setAttribute(key, value);
  }
  const there = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  element.append(...there.flatMap((child) => (typeof child === "string" ? nodesOf(child) : child)));
  return element;
}

/** An icon of the sprite in templates/_icons.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export const find = (selector, root = document) => root.querySelector(selector);
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Write text only where it differs: an equal write would still cost a layout while dragging. */
export function say(element, text) {
  if (element.said !== text) write(element, (element.said = text));
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** An arrow key as [across, down], -1, 0 or 1; null for another key, and with Ctrl, Meta or Alt, which are the browser's. */
export const arrowOf = ({ key, ctrlKey = false, metaKey = false, altKey = false }) =>
  ctrlKey || metaKey || altKey ? null : (ARROWS[key] ?? null);

/** The event is taken: nothing else on the page acts on it. */
export function consume(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** An arrow key, taken. */
export function takeArrow(event) {
  const step = arrowOf(event);
  if (step) consume(event);
  return step;
}

// A browser calls focus visible as soon as any key is pressed, so how it came is remembered here.
let byPointer = false;
globalThis.addEventListener?.("pointerdown", () => (byPointer = true), { capture: true });
globalThis.addEventListener?.("keydown", ({ key }) => key === "Tab" && (byPointer = false), { capture: true });

/** Whether the control that has the focus keeps arrow keys for itself: after a click on it they go on moving the pattern. */
export const keepsArrows = () => !byPointer;

/** What is shown of an element on hover, on focus and to a finger (explanation.js), and read out after its name. */
export function explain(element, text) {
  if (element.ariaDescription !== text) element.ariaDescription = text;
}

/** Buttons of which exactly one is on: `options` [{value, text, explain}], `onPick(value)`. Returns {element, show(value)}. */
export function segmented(label, options, onPick) {
  const buttons = options.map(({ value, text, explain: description = null }) => {
    const radio = { type: "button", role: "radio", "aria-checked": "false", "aria-description": description };
    return el("button", { ...radio, dataset: { value }, onclick: () => onPick(value) }, text);
  });
  const element = el("div.segmented", { role: "radiogroup", "aria-label": label }, buttons);
  const show = (value) => {
    for (const button of buttons) {
      const on = button.dataset.value === value;
      button.setAttribute("aria-checked", on);
      button.tabIndex = on ? 0 : -1;
    }
  };
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !keepsArrows()) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  });
  return { element, show };
}

/**
 * A button that shows and hides a panel: Escape, a click elsewhere and the button itself close it.
 * @param {HTMLElement} button
 * @param {HTMLElement} panel
 * @param {(open: boolean) => void} onTurn
 */
export function disclosure(button, panel, onTurn = () => {}) {
  const set = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", open);
    onTurn(open);
  };
  button.addEventListener("click", () => set(panel.hidden));
  document.addEventListener("pointerdown", (event) => {
    const target = /** @type {Node} */ (event.target);
    if (!panel.hidden && !panel.contains(target) && !button.contains(target)) set(false);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      set(false);
      button.focus();
    },
    { capture: true },
  );
  set(false);
  return { open: () => set(true), close: () => set(false) };
}

/** Whether a click on a link is meant for this page, and is taken: with Ctrl, Shift and the like a browser opens another one. */
export function staysHere(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  event.preventDefault();
  return true;
}

const sheets = new Map();

/** A style sheet of static/css, of a part that comes later: there when the promise is kept. One that fails leaves the part plain. */
export function stylesheet(name) {
  if (!sheets.has(name)) {
    const href = new URL(`../../css/${name}.css`, import.meta.url).href; // beside this script, wherever that lies
    sheets.set(
      name,
      new Promise((resolve) => {
        document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
      }),
    );
  }
  return sheets.get(name);
}
