import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, decodeFrame, dequantise, findStage, fromBase64, pixelsOf, widened } from "../../../static/js/lib/wire.js";
import { encodeFrame, someFrame } from "../helpers.mjs";

test("a frame comes back as typed arrays", () => {
  const frame = decodeFrame(encodeFrame(someFrame()));
  assert.equal(frame.seq, 3);
  assert.equal(frame.models[0].predictions[0].label, "één");
  assert.deepEqual([...frame.models[0].input.data], [0, 1, 2, 3, 4, 255]);
  const { tiles } = findStage(frame, "m", "a");
  assert.deepEqual([...tiles.lows], [-2, 0]);
  assert.deepEqual([...tiles.data], [0, 128, 255, 0, 51, 255]);
  assert.equal(findStage(frame, "m", "b").tiles, undefined);
  assert.equal(findStage(frame, "m", "c"), undefined);
});

test("dequantised values are exact at the ends and within half a step between", () => {
  const { tiles } = findStage(decodeFrame(encodeFrame(someFrame())), "m", "a");
  assert.equal(dequantise(tiles, 0, 0), -2);
  assert.equal(dequantise(tiles, 0, 2), 4);
  assert.ok(Math.abs(dequantise(tiles, 1, 1) - 0.2) < 1e-6);
});

test("an exact array comes back with its axes", () => {
  const array = decodeFrame(
    encodeFrame({ kind: "array", name: "m/a", axes: ["unit"], shape: [3], dtype: "float32", values: [1, -0.1, 3] }),
  );
  assert.deepEqual(array.axes, ["unit"]);
  assert.deepEqual([...array.values], [...Float32Array.from([1, -0.1, 3])]);
});

test("what is no frame is refused", () => {
  const good = encodeFrame(someFrame());
  const spoiled = (at, byte) => {
    const copy = good.slice(0);
    new Uint8Array(copy)[at] = byte;
    return copy;
  };
  for (const bytes of [
    new ArrayBuffer(0),
    new ArrayBuffer(7),
    spoiled(0, 0x58),
    spoiled(7, 0xff),
    spoiled(4, 3),
    good.slice(0, 40),
  ]) {
    assert.throws(() => decodeFrame(bytes));
  }
});

test("base64 of the first page", () => {
  assert.deepEqual([...new Uint8Array(fromBase64(" AAH/ \n"))], [0, 1, 255]);
});

test("a cell's pixels, and the cells of a pixel, at each stride", () => {
  const map = { grid: [28, 28], stride: 1 };
  const tokens = { grid: [7, 7], stride: 4 };
  const patch = pixelsOf(tokens, 2, 3);
  assert.deepEqual(patch, { top: 8, left: 12, bottom: 12, right: 16 });
  assert.deepEqual(cellsOf(tokens, patch), { top: 2, left: 3, bottom: 3, right: 4 });
  assert.deepEqual(cellsOf(map, patch), patch);
  assert.deepEqual(cellsOf(tokens, { top: 27, left: 0, bottom: 28, right: 1 }), { top: 6, left: 0, bottom: 7, right: 1 });
  assert.equal(cellsOf({ grid: null, stride: null }, patch), null);
  assert.equal(cellsOf(tokens, null), null);
  assert.equal(cellsOf(tokens, { top: 40, left: 40, bottom: 41, right: 41 }), null);
});

test("half-precision numbers are widened exactly", () => {
  const bits = Uint16Array.from([0x0000, 0x8000, 0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00]);
  const values = widened(bits);
  assert.deepEqual([...values], [0, -0, 1, -2, 0.333251953125, 2 ** -24, 2 ** -14 - 2 ** -24, 65504, Infinity, -Infinity]);
  assert.ok(Number.isNaN(widened(Uint16Array.of(0x7e00))[0]));
});
