// @ts-check
// Marked words of a text as elements: static/js/ui/explanation.js says what they mean.
import { isMarked, partsOf } from "../lib/terms.js";

function termElement({ word, term }) {
  const element = document.createElement("span"); // no button: it breaks over lines as the text does, and is copied with it
  element.className = "term";
  element.role = "button";
  element.tabIndex = 0;
  element.dataset.term = term;
  element.textContent = word;
  return element;
}

/** The nodes of a text: strings, and an element for each marked word. @param {string} text */
export const nodesOf = (text) =>
  isMarked(text) ? partsOf(text).map((part) => (typeof part === "string" ? part : termElement(part))) : [text];

/**
 * Writes a text. Where only what lies between the same words has changed, these stay the same elements, and keep the focus.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function write(element, text) {
  if (!isMarked(text)) return void (element.textContent = text);
  const parts = partsOf(text);
  const nodes = [...element.childNodes];
  const same = parts.length === nodes.length && parts.every((part, i) => isSame(part, nodes[i]));
  if (!same) return element.replaceChildren(...nodesOf(text));
  parts.forEach((part, i) => typeof part === "string" && nodes[i].nodeValue !== part && (nodes[i].nodeValue = part));
}

const isSame = (part, node) =>
  typeof part === "string" ? node.nodeType === 3 : node.dataset?.term === part.term && node.textContent === part.word;
