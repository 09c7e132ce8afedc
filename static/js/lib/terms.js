// @ts-check
// Words of the glossary in running text: a table writes "[[patch]]", or "[[patches|patch]]" where the word has another form.

const MARKED = /\[\[([^\]|]+)(?:\|([\w-]+))?\]\]/g;

/** The key of a word that stands for itself: "class token" -> "class-token". */
const keyOf = (word) => word.toLowerCase().replaceAll(" ", "-");

/**
 * "A [[patch]] is" -> ["A ", {word: "patch", term: "patch"}, " is"]; no empty strings.
 * @param {string} text
 * @returns {(string | { word: string, term: string })[]}
 */
export function partsOf(text) {
  const parts = [];
  let at = 0;
  for (const { 0: whole, 1: word, 2: term = keyOf(word), index } of text.matchAll(MARKED)) {
    parts.push(text.slice(at, index), { word, term });
    at = index + whole.length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}

export const isMarked = (text) => text.includes("[[");

/** Without its marks, for what can hold text alone. @param {string} text */
export const plain = (text) => text.replace(MARKED, "$1");
