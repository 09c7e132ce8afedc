// Inside: the modules that the model runs as a tree, to search in; each opens as a stage does.
import { around, rowsOfTree, search, treeOf } from "../lib/module_tree.js";
import { el, say, stylesheet } from "../ui/dom.js";
import { caption } from "../ui/figure_parts.js";
import { createTree } from "../ui/tree.js";
import { told, words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.inside;

const MOST = 200; // lines of a search

export const id = "inside";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = [];

export async function render(container, first) {
  const [{ modules, total }] = await Promise.all([first.request.modules(first.model.id), stylesheet("views_inside")]);
  const view = { context: first, modules, tree: treeOf(modules), open: new Set(), only: null };
  view.found = el("p.inside-found", { role: "status" });
  view.said = el("p.inside-said", { role: "status" });
  view.search = el("input", {
    type: "search",
    id: "find-module",
    autocomplete: "off",
    spellcheck: false,
    oninput: () => find(view),
  });
  view.lines = createTree({
    label: text.tree(first.model.title),
    rows: () => rowsOfTree(view.tree, view.open, view.only),
    line: (row) => lineOf(view, row),
    onToggle(path, open) {
      view.open[open ? "add" : "delete"](path);
      view.lines.draw();
    },
    onChoose: (row) => choose(view, row),
  });
  openAround(view);
  container.append(
    el("p.inside-find", {}, el("label", { htmlFor: view.search.id }, text.search), view.search, view.found),
    view.said,
    view.lines.element,
    caption(modules.length < total ? text.more(modules.length, total) : text.note),
  );
  find(view);
  view.lines.activate(first.point.name);
  return {
    update(next) {
      view.context = next;
    },
  };
}

/** What leads to the opened stage or module, and what is in it. */
function openAround({ context: { point }, open, modules }) {
  const mine = modules.filter(({ stage, name }) => stage === point.name || name === point.name);
  for (const { name } of mine) for (const path of around(name)) open.add(path);
  open.add(point.name);
}

function find(view) {
  const asked = view.search.value;
  if (!asked.trim()) {
    view.only = null;
    say(view.found, text.all(view.modules.length));
    return view.lines.draw();
  }
  const { found, total } = search(view.modules, asked, MOST);
  view.only = new Set(found.flatMap((path) => [...around(path), path]));
  for (const path of view.only) view.open.add(path);
  say(view.found, total > found.length ? text.tooMany(found.length, total) : total ? text.some(total) : text.none);
  view.lines.draw();
}

function lineOf({ context: { point } }, { node: { name, path, entry } }) {
  const here = path === point.name;
  const properties = {
    dataset: { path },
    "aria-current": here ? "true" : null,
    "aria-disabled": entry?.refusal ? "true" : null,
  };
  const children = [el("code", {}, name)];
  if (entry) {
    children.push(el("span.tree-kind", {}, entry.part ? text.part(entry.part, entry.kind) : entry.kind));
    children.push(el("span.tree-shape", {}, entry.refusal ? text.closed : entry.shape.join(" × ")));
  }
  return { properties, children };
}

/** A module opens as a stage does, below the card of the stage that it belongs to; what holds nothing says why. */
function choose(view, { node: { path, entry }, opened }) {
  const { context } = view;
  if (!entry) {
    view.open[opened ? "delete" : "add"](path);
    return view.lines.draw();
  }
  say(view.said, entry.refusal ? text.refused(entry.name, told(entry.refusal)) : "");
  if (entry.refusal) return;
  const blank = { channel: null, view: null };
  const own = entry.own && context.model.points.some(({ name, stage }) => stage && name === entry.name);
  if (own) context.setState({ stage: `${context.model.id}/${entry.name}`, inside: null, ...blank });
  else if (entry.stage) context.setState({ stage: `${context.model.id}/${entry.stage}`, inside: entry.name, ...blank });
}
