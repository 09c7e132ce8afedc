// @ts-check
// Which chapters were followed to their end in this browser: the list marks them.

const KEPT = "mixscope:chapters-read";

/** @returns {Set<string>} ids; what somebody else has written there counts as none */
export function readChapters(storage = localStorage) {
  try {
    const ids = JSON.parse(storage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(ids) ? ids : []);
  } catch {
    return new Set();
  }
}

/** @param {string} id */
export function keepAsRead(id, storage = localStorage) {
  const read = readChapters(storage);
  if (!read.has(id)) storage.setItem(KEPT, JSON.stringify([...read, id]));
}
