// Korean particles follow the sound before them, however it is written.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ko, withParticles } from "../../../static/js/lib/particles.js";

const ROAD = [
  ["블록", "은", "으로"], // Hangul with a final consonant, with ㄹ, and without
  ["말", "은", "로"],
  ["차이", "는", "로"],
  ["7", "은", "로"], // digits as they are read: 칠, 사, 이십, 이점이사
  ["4", "는", "로"],
  ["ResNet 20", "은", "으로"],
  ["2.24", "는", "로"],
  ["CNN", "은", "으로"], // letters one by one
  ["MLP", "는", "로"],
  ["ViT", "는", "로"],
  ["Mixer", "는", "로"], // words
  ["ResNet", "은", "으로"],
  ["config.json", "은", "으로"],
  ["3 px", "은", "로"], // units: 픽셀, 퍼센트
  ["61 %", "는", "로"],
  ["“블록 2”", "는", "로"], // what stands in quotation marks, or before brackets
  ["CNN (61 %)", "은", "으로"],
];

test("a particle fits the word before it", () => {
  for (const [word, topic, way] of ROAD) {
    assert.equal(ko`${word}{은/는} ${word}{으로/로}`, `${word}${topic} ${word}${way}`);
  }
});

test("a text without particles stays as it is", () => {
  assert.equal(withParticles("{a/b} {name}"), "{a/b} {name}");
});

test("tables write the form after a consonant first", () => {
  const pairs = ["은/는", "이/가", "을/를", "과/와", "으로/로", "이라고/라고", "이/", "이며/며", "이고/고", "이면/면"];
  const folder = new URL("../../../static/js/i18n/ko/", import.meta.url);
  for (const file of readdirSync(folder)) {
    const found = readFileSync(new URL(file, folder), "utf8").matchAll(/\{([가-힣]+\/[가-힣]*)\}/g);
    for (const [, pair] of found) assert.ok(pairs.includes(pair), `${file}: ${pair}`);
  }
});
