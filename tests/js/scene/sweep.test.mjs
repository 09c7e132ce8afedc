import assert from "node:assert/strict";
import { test } from "node:test";
import { sweepPath } from "../../../static/js/scene/sweep.js";

test("a sweep never jumps and comes round", () => {
  for (const kind of ["x", "y", "circle"]) {
    const path = sweepPath(kind, [2, -1], 8);
    path.forEach(([x, y], i) => {
      const [nx, ny] = path[(i + 1) % path.length];
      assert.ok(Math.max(Math.abs(nx - x), Math.abs(ny - y)) <= 2, `${kind} ${i}`);
    });
    assert.ok(new Set(path.map(String)).size > 10);
  }
  assert.ok(sweepPath("x", [2, -1], 8).every(([, y]) => y === -1));
  assert.equal(new Set(sweepPath("grid", [0, 0], 3).map(String)).size, 49);
});
