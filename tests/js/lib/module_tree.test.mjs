// The modules of a model as a tree.
import assert from "node:assert/strict";
import { test } from "node:test";
import { around, rowsOfTree, search, treeOf } from "../../../static/js/lib/module_tree.js";

const entry = (name, kind = "Linear") => ({ name, kind });
const MODULES = [
  entry("blocks.0.fc"),
  entry("blocks.0.fc@2"),
  entry("blocks.0", "Block"),
  entry("blocks.1.fc"),
  entry("blocks.1", "Block"),
  entry("head"),
];
const paths = (rows) => rows.map(({ node, level }) => `${level} ${node.path}`);

test("what only holds others is a line without an entry, and a second call stands beside the first", () => {
  const [blocks, head] = treeOf(MODULES);
  assert.deepEqual([blocks.path, blocks.entry, head.entry.name], ["blocks", null, "head"]);
  assert.deepEqual(
    blocks.children[0].children.map(({ name }) => name),
    ["fc", "fc@2"],
  );
});

test("lines are those of what is open, with their place among their siblings", () => {
  const rows = rowsOfTree(treeOf(MODULES), new Set(["blocks", "blocks.1"]));
  assert.deepEqual(paths(rows), ["1 blocks", "2 blocks.0", "2 blocks.1", "3 blocks.1.fc", "1 head"]);
  assert.deepEqual(
    rows.map(({ opened }) => opened),
    [true, false, true, null, null],
  );
  assert.deepEqual([rows[2].at, rows[2].of], [2, 2]);
});

test("a search finds every word in path or class, and its lines stand with what is around them", () => {
  const { found, total } = search(MODULES, " 1 LINEAR", 10);
  assert.deepEqual([found, total], [["blocks.1.fc"], 1]);
  const only = new Set([...around(found[0]), ...found]);
  assert.deepEqual(paths(rowsOfTree(treeOf(MODULES), only, only)), ["1 blocks", "2 blocks.1", "3 blocks.1.fc"]);
  assert.deepEqual(search(MODULES, "fc", 2), { found: ["blocks.0.fc", "blocks.0.fc@2"], total: 3 });
});
