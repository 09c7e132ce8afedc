import assert from "node:assert/strict";
import { test } from "node:test";
import { coloured, colourTiles, isColour } from "../../../../static/js/views/weights/colour_tiles.js";

const model = (channels, ...pictures) => ({ input: { channels }, pictures });
const kernels = (inputs) => ({ kind: "kernels", shape: [8, inputs, 3, 3] });

test("only weights of the first layer that take three colours are colours", () => {
  const [first, second] = [kernels(3), kernels(3)];
  assert.ok(isColour(model(3, first, second), first));
  assert.ok(!isColour(model(3, first, second), second), "three channels deeper inside are no colours");
  assert.ok(!isColour(model(1, kernels(1)), kernels(1)));
  const depthwise = kernels(1);
  assert.ok(!isColour(model(3, depthwise), depthwise));
  const units = { kind: "units", shape: [5, 12, 4] };
  assert.ok(isColour(model(3, units), units));
  assert.ok(!isColour(model(1, units), units));
  const mixing = { kind: "tokens", shape: [5, 3, 3] };
  assert.ok(!isColour(model(3, mixing), mixing));
});

test("kernels and units fall into the same planes", () => {
  const values = Float32Array.from({ length: 2 * 3 * 2 * 4 }, (_, i) => i);
  const kernel = colourTiles({ shape: [2, 3, 2, 4], values });
  const units = colourTiles({ shape: [2, 6, 4], values }); // three pictures of two rows, one below the other
  for (const tiles of [kernel, units]) {
    assert.deepEqual([tiles.count, tiles.rows, tiles.columns], [2, 2, 4]);
    assert.deepEqual([...tiles.plane(1, 2)], [40, 41, 42, 43, 44, 45, 46, 47]);
    assert.deepEqual([...tiles.of(1)], [...values.slice(24)]);
  }
});

test("zero is grey, the largest weight full, its negative none", () => {
  const [pixel] = coloured([[2], [0], [-2]], 2);
  assert.deepEqual([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, pixel >>> 24], [255, 128, 0, 255]);
  assert.equal(coloured([[9], [9], [9]], 2)[0], 0xffffffff, "what is beyond the scale is full");
  assert.equal(coloured([[0], [0], [0]], 0)[0], 0xff808080, "nothing but zeros");
});
