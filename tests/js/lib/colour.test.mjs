import assert from "node:assert/strict";
import { test } from "node:test";
import {
  HALF,
  colourMap,
  gradient,
  inkOn,
  rangeOf,
  stageScales,
  tileColours,
  toLab,
  unpack,
} from "../../../static/js/lib/colour.js";

const THEMES = ["light", "dark"];
const lightness = (colour) => toLab(unpack(colour))[0];
const distance = (a, b) => Math.hypot(...toLab(a).map((v, i) => v - toLab(b)[i]));

// Machado et al. 2009, severity 1, on linear RGB.
const BLINDNESS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const linear = (c) => (c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const encoded = (c) => 255 * Math.min(1, Math.max(0, c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
const seen = (rgb, matrix) => matrix.map((row) => encoded(row.reduce((sum, weight, i) => sum + weight * linear(rgb[i]), 0)));

for (const theme of THEMES) {
  test(`${theme}: a step of a map is a step of lightness, always the same way`, () => {
    const map = colourMap(theme, false);
    const steps = [...map].slice(1).map((colour, i) => lightness(colour) - lightness(map[i]));
    const mean = (lightness(map.at(-1)) - lightness(map[0])) / (HALF - 1);
    assert.equal(map.length, HALF);
    for (let i = 0; i + 16 <= steps.length; i += 16) {
      const sum = steps.slice(i, i + 16).reduce((a, b) => a + b);
      assert.ok(Math.abs(sum / 16 - mean) < 0.25 * Math.abs(mean), `steps ${i}… ${sum / 16} against ${mean}`);
    }
  });

  test(`${theme}: both halves start at the same neutral and the positive one is the sequential map`, () => {
    const both = colourMap(theme, true);
    assert.equal(both.length, 2 * HALF - 1);
    assert.deepEqual([...both.slice(HALF - 1)], [...colourMap(theme, false)]);
    assert.ok(Math.hypot(...toLab(unpack(both[HALF - 1])).slice(1)) < 0.02);
  });

  test(`${theme}: plus and minus stay apart for colour-blind people`, () => {
    const map = colourMap(theme, true);
    for (const [name, matrix] of Object.entries(BLINDNESS)) {
      for (const share of [0.4, 0.6, 0.8]) {
        const [minus, plus] = [-1, 1].map((sign) => seen(unpack(map[Math.round((HALF - 1) * (1 + sign * share))]), matrix));
        assert.ok(distance(minus, plus) > 0.08, `${name} at ${share}: ${distance(minus, plus)}`);
      }
    }
  });
}

test("zero takes the neutral colour and the ends the ends", () => {
  const map = colourMap("light", true);
  const out = tileColours(-1, 1, { low: -2, high: 2 }, map, new Uint32Array(256));
  assert.ok(Math.abs([...map].indexOf(out[0]) - 0.5 * (HALF - 1)) <= 1);
  const zero = tileColours(0, 0, { low: -2, high: 2 }, map, new Uint32Array(256));
  assert.equal(zero[0], map[HALF - 1]);
  const full = tileColours(-2, 2, { low: -2, high: 2 }, map, new Uint32Array(256));
  assert.equal(full[0], map[0]);
  assert.equal(full[255], map.at(-1));
});

test("values beyond a held scale take the colour of its end", () => {
  const map = colourMap("dark", false);
  const out = tileColours(0, 10, { low: 0, high: 5 }, map, new Uint32Array(256));
  assert.equal(out[255], map.at(-1));
  assert.equal(out[200], map.at(-1));
});

test("a stage of zeros is neutral", () => {
  for (const signed of [true, false]) {
    const map = colourMap("light", signed);
    const out = tileColours(0, 0, { low: 0, high: 0 }, map, new Uint32Array(256));
    assert.equal(out[0], map[0], "an empty range starts at its low end");
  }
});

test("ranges: around 0 where a value is negative", () => {
  assert.deepEqual(rangeOf(0, 5), { low: 0, high: 5 });
  assert.deepEqual(rangeOf(-3, 5), { low: -5, high: 5 });
  assert.deepEqual(rangeOf(-7, 5), { low: -7, high: 7 });
});

test("scales of a frame: stage, model, all", () => {
  const frame = {
    models: [
      {
        id: "x",
        stages: [
          { name: "1", min: 0, max: 2 },
          { name: "2", min: -3, max: 1 },
        ],
      },
      { id: "y", stages: [{ name: "1", min: 0, max: 10 }] },
    ],
  };
  const scale = (kind, key) => stageScales(frame, kind).get(key);
  assert.deepEqual(scale("stage", "x/1"), { low: 0, high: 2, signed: false });
  assert.deepEqual(scale("unit", "x/2"), { low: -3, high: 3, signed: true });
  assert.deepEqual(scale("model", "x/1"), { low: 0, high: 3, signed: false });
  assert.deepEqual(scale("model", "x/2"), { low: -3, high: 3, signed: true });
  assert.deepEqual(scale("all", "x/2"), { low: -10, high: 10, signed: true });
  assert.deepEqual(scale("all", "y/1"), { low: 0, high: 10, signed: false });
});

test("a gradient is CSS", () => {
  assert.match(gradient("light", true), /^linear-gradient\(90deg, rgb\(/);
});

test("numbers can be read on every colour of the maps", () => {
  const light = (c) => (c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => sum + part * light(rgb[i]), 0);
  for (const theme of ["light", "dark"])
    for (const colour of colourMap(theme, true)) {
      const rgb = unpack(colour);
      const [a, b] = [luminance(rgb), inkOn(rgb) === "#fff" ? 1 : 0];
      assert.ok((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5, `${theme} ${rgb}`);
    }
});
