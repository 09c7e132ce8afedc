// Numbers as people read them: what stands for the same value is the same wherever it stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fixed, inZeros, percentage, short } from "../../../static/js/lib/format.js";

test("a half is rounded up, however it is stored, by both ways to write a share", () => {
  for (const [value, text] of /** @type {[number, string][]} */ ([
    [8.45, "8.5"],
    [1.15, "1.2"],
    [9.95, "10.0"],
  ])) {
    assert.equal(percentage(value), `${text} %`);
    assert.equal(Number(short(value, 2)), Number(text));
  }
  assert.equal(percentage(40.65), "40.7 %");
  assert.equal(short(-8.45, 2), "−8.5");
});

test("half a digit is rounded up with so many digits after the point, too", () => {
  assert.equal(fixed(11.35, 1), "11.4");
  assert.equal(fixed(-8.45, 1), "−8.5");
  assert.equal(fixed(11.349, 1), "11.3");
});

test("one digit after its zeros stands for what would have an exponent", () => {
  assert.equal(inZeros(1.9e-7), "0.0000002");
  assert.equal(inZeros(-3e-4), "−0.0003");
  assert.equal(inZeros(0.96e-6), "0.000001", "rounded up to the next digit");
  assert.equal(inZeros(0), "0");
});
