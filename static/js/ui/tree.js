// A tree of lines (WAI-ARIA tree): arrow keys, Home and End go through it, right and left open and close, Enter chooses.
import { consume, el } from "./dom.js";

/**
 * `rows()` as of lib/module_tree.js; `line(row)` gives a line's children and properties; `onToggle(path, open)`;
 * `onChoose(row)`. Returns {element, draw()}.
 */
export function createTree({ label, rows, line, onToggle, onChoose }) {
  const element = el("div.tree", { role: "tree", "aria-label": label, onkeydown: (event) => key(tree, event) });
  const tree = { element, rows, line, onToggle, onChoose, active: null, shown: [], items: [] };
  return {
    element,
    draw: () => draw(tree),
    /** Which line the Tab key comes to. */
    activate(path) {
      tree.active = path;
      draw(tree);
    },
  };
}

function draw(tree) {
  const { element } = tree;
  const had = element.contains(document.activeElement);
  tree.shown = tree.rows();
  if (!tree.shown.some(({ node }) => node.path === tree.active)) tree.active = tree.shown[0]?.node.path ?? null;
  tree.items = tree.shown.map((row) => itemOf(tree, row));
  element.replaceChildren(...tree.items);
  if (had) focused(tree)?.focus({ preventScroll: true });
}

const focused = ({ items, shown, active }) => items[shown.findIndex(({ node }) => node.path === active)];

function itemOf(tree, row) {
  const { node, level, opened, at, of } = row;
  const { properties, children } = tree.line(row);
  const mark = el(
    "span.tree-mark",
    { "aria-hidden": "true", onclick: (event) => marked(tree, row, event) },
    MARKS[String(opened)],
  );
  return el(
    "div.tree-line",
    {
      role: "treeitem",
      "aria-level": level,
      "aria-posinset": at,
      "aria-setsize": of,
      "aria-expanded": opened === null ? null : String(opened),
      tabIndex: node.path === tree.active ? 0 : -1,
      style: { "--level": String(level - 1) },
      onclick: () => {
        tree.active = node.path;
        tree.onChoose(row);
      },
      ...properties,
    },
    mark,
    ...children,
  );
}

const MARKS = { true: "▾", false: "▸", null: "" };

function marked(tree, { node, opened }, event) {
  if (opened === null) return;
  event.stopPropagation();
  tree.active = node.path;
  tree.onToggle(node.path, !opened);
}

function key(tree, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { shown, active } = tree;
  const at = shown.findIndex(({ node }) => node.path === active);
  const row = shown[at];
  if (!row) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (to !== undefined) step(tree, to);
  else if (event.key === "ArrowRight" && row.opened === false) tree.onToggle(active, true);
  else if (event.key === "ArrowRight" && row.opened) step(tree, at + 1);
  else if (event.key === "ArrowLeft" && row.opened) tree.onToggle(active, false);
  else if (event.key === "ArrowLeft") step(tree, parentOf(shown, at));
  else if (event.key === "Enter" || event.key === " ") tree.onChoose(row);
  else if (event.key !== "ArrowRight") return;
  consume(event);
}

function parentOf(shown, at) {
  for (let i = at - 1; i >= 0; i--) if (shown[i].level < shown[at].level) return i;
  return at;
}

function step(tree, to) {
  const { shown, items } = tree;
  const at = Math.min(shown.length - 1, Math.max(0, to));
  tree.active = shown[at].node.path;
  items.forEach((item, i) => (item.tabIndex = i === at ? 0 : -1));
  items[at].focus();
}
