// The story's chapters as data: every step has its sentences, every state can be set, every chapter ends with two questions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES } from "../../../static/js/i18n/i18n.js";
import { PROPS } from "../../../static/js/lib/url_state.js";
import { CHAPTERS, following, placeOf, stateOf } from "../../../static/js/story/chapters.js";

const MOST_WORDS = 60;
const PAGE = new Set(["both", "neither"]); // choices that many questions share
const tables = Object.fromEntries(
  await Promise.all(
    Object.keys(LANGUAGES).map(async (tag) => [tag, (await import(`../../../static/js/i18n/${tag}/story.js`)).default]),
  ),
);
const places = CHAPTERS.flatMap(({ id, steps }) => steps.map((_, i) => placeOf(`${id}.${i + 1}`)));

test("a chapter has three to six steps, and ends with two questions", () => {
  for (const { id, steps } of CHAPTERS) {
    assert.ok(steps.length >= 3 && steps.length <= 6, id);
    assert.deepEqual(
      steps.slice(-2).map(({ kind }) => kind),
      ["ask", "ask"],
      id,
    );
    assert.ok(
      steps.some(({ kind }) => kind === "predict"),
      `${id} predicts nothing`,
    );
  }
});

test("the steps follow each other, to the list of chapters", () => {
  let name = `${CHAPTERS[0].id}.1`;
  for (const { id } of places) {
    assert.equal(name, id);
    name = following(placeOf(id));
  }
  assert.equal(name, "contents");
});

for (const [tag, table] of Object.entries(tables))
  test(`every step has its sentences in ${tag}, short enough for a glance`, () => {
    const used = new Set();
    const need = (key) => {
      assert.ok(key in table, key);
      used.add(key);
      return String(table[key]);
    };
    for (const { chapter, id, step } of places) {
      const key = step.text ?? id;
      for (const part of ["title", "about"]) need(`${chapter.id}.${part}`);
      assert.ok(need(`${key}.text`).split(/\s+/).length <= MOST_WORDS, key);
      need(`${key}.then`);
      if (step.kind === "ask") need(`${key}.wrong`);
      for (const choice of step.choices ?? []) if (!PAGE.has(choice) && !choice.includes("-")) need(`${key}.${choice}`); // others are models and their stages
    }
    const told = Object.keys(table).filter((key) => key.includes("."));
    assert.deepEqual(told.filter((key) => !used.has(key)).sort(), []);
  });

test("a step sets what the page's address knows, and says how it is done", () => {
  for (const place of places) {
    const { id, step } = place;
    for (const key of Object.keys(stateOf(place))) assert.ok(key in PROPS, `${id}: ${key}`);
    assert.equal(typeof step.done, step.kind === "ask" ? "undefined" : "function", id);
    assert.equal(typeof step.truth, step.kind === "do" ? "undefined" : "function", id);
    assert.equal(Boolean(step.choices), step.kind !== "do", id);
    if (step.done)
      assert.ok(
        !step.done({ ...Object.fromEntries(Object.entries(PROPS).map(([k, { initial }]) => [k, initial])), ...stateOf(place) }),
        `${id} is done as it begins`,
      );
    if (step.source) assert.match(step.source, /^arXiv:\d{4}\.\d{4,5}$/, id);
  }
});
