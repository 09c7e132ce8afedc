// Small helpers to make elements. No framework: an element, its properties, its children.

/** el("button.primary", {onclick, "aria-label": …, dataset: {…}}, child, "text") */
export function el(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "dataset") Object.assign(element.dataset, value);
    else if (key === "style") for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.includes("-") && key !== "role") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
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
  if (element.said !== text) element.textContent = element.said = text;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** An arrow key as [across, down], -1, 0 or 1; null for another key, and with Ctrl, Meta or Alt, which are the browser's. */
export const arrowOf = ({ key, ctrlKey = false, metaKey = false, altKey = false }) =>
  ctrlKey || metaKey || altKey ? null : (ARROWS[key] ?? null);

/** The same, and the event is taken: nothing else on the page acts on it. */
export function takeArrow(event) {
  const step = arrowOf(event);
  if (!step) return null;
  event.preventDefault();
  event.stopPropagation();
  return step;
}

// A browser calls focus visible as soon as any key is pressed, so how it came is remembered here.
let byPointer = false;
globalThis.addEventListener?.("pointerdown", () => (byPointer = true), { capture: true });
globalThis.addEventListener?.("keydown", ({ key }) => key === "Tab" && (byPointer = false), { capture: true });

/** Whether the control that has the focus keeps arrow keys for itself: after a click on it they go on moving the pattern. */
export const keepsArrows = () => !byPointer;

/** Buttons of which exactly one is on: `options` [{value, text, title}], `onPick(value)`. Returns {element, show(value)}. */
export function segmented(label, options, onPick) {
  const buttons = options.map(({ value, text, title }) =>
    el(
      "button",
      { type: "button", role: "radio", "aria-checked": "false", title, dataset: { value }, onclick: () => onPick(value) },
      text,
    ),
  );
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

const sheets = new Map();

/** A style sheet of a part that comes later: there when the promise is kept. One that fails leaves the part plain. */
export function stylesheet(href) {
  if (!sheets.has(href)) {
    sheets.set(
      href,
      new Promise((resolve) => {
        document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
      }),
    );
  }
  return sheets.get(href);
}
