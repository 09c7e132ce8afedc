// The modules of a model as a tree, by their dotted paths. Pure.

/**
 * @typedef {object} Node
 * @property {string} name the last part of the path
 * @property {string} path
 * @property {any} entry of GET /api/modules; null for what only holds others
 * @property {Node[]} children
 */

/** In the order of the pass; a further call of a module (“fc@2”) stands beside the first. @returns {Node[]} */
export function treeOf(modules) {
  const top = { path: "", children: [] };
  const known = new Map([["", top]]);
  function at(path) {
    if (known.has(path)) return known.get(path);
    const cut = path.lastIndexOf(".");
    const node = { name: path.slice(cut + 1), path, entry: null, children: [] };
    known.set(path, node);
    at(path.slice(0, Math.max(0, cut))).children.push(node);
    return node;
  }
  for (const entry of modules) at(entry.name).entry = entry;
  return top.children;
}

/** The paths around one, from the outside in, without itself: "a.b.c" -> ["a", "a.b"]. */
export const around = (path) =>
  path
    .split(".")
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join("."));

/**
 * What is found of a search in paths and class names, `most` at most: {found: paths, total}. Every word must be there.
 */
export function search(modules, text, most) {
  const parts = text.trim().toLowerCase().split(/\s+/);
  const hits = modules.filter(({ name, kind }) => parts.every((part) => `${name} ${kind}`.toLowerCase().includes(part)));
  return { found: hits.slice(0, most).map(({ name }) => name), total: hits.length };
}

/**
 * The rows of a tree that is open at `open` (paths), one below the other: [{node, level, opened: true, false or null without
 * children, of, at: number among its siblings}]. `only`: the paths that stand there, null for all.
 */
export function rowsOfTree(nodes, open, only = null, level = 1) {
  const shown = only ? nodes.filter(({ path }) => only.has(path)) : nodes;
  return shown.flatMap((node, i) => {
    const children = only ? node.children.filter(({ path }) => only.has(path)) : node.children;
    const opened = children.length ? open.has(node.path) : null;
    const row = { node, level, opened, at: i + 1, of: shown.length };
    return [row, ...(opened ? rowsOfTree(node.children, open, only, level + 1) : [])];
  });
}
