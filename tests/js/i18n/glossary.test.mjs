// The glossary: every marked word is in it, in every language, in one sentence; "more" leads to a chapter that there is.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES } from "../../../static/js/i18n/i18n.js";
import { CHAPTER_OF } from "../../../static/js/lib/glossary.js";
import { partsOf, plain } from "../../../static/js/lib/terms.js";
import { CHAPTERS } from "../../../static/js/story/chapters.js";

const TAGS = Object.keys(LANGUAGES);
const folder = (tag) => new URL(`../../../static/js/i18n/${tag}/`, import.meta.url);
const table = async (tag, file) => (await import(new URL(file, folder(tag)))).default;
const terms = async (tag) => (await table(tag, "glossary.js")).terms;

/** Every text of a table; a function is its source, in which marks stand as in a text. */
const textsOf = (value) => (typeof value === "object" ? Object.values(value).flatMap(textsOf) : [String(value)]);

for (const tag of TAGS)
  test(`${tag}: every marked word is in the glossary, and marks are whole`, async () => {
    const known = await terms(tag);
    let marked = 0;
    for (const file of readdirSync(folder(tag)))
      for (const text of textsOf(await table(tag, file))) {
        for (const part of partsOf(text)) {
          if (typeof part === "string") continue;
          marked += 1;
          assert.ok(Object.hasOwn(known, part.term), `${tag}/${file}: [[${part.word}|${part.term}]]`);
        }
        assert.ok(!/\[\[|\]\]/.test(plain(text).replace(/values\[\[|\]\]\)/g, "")), `${tag}/${file}: ${text}`);
      }
    assert.ok(marked > 60, String(marked));
  });

for (const tag of TAGS)
  test(`${tag}: each word has one sentence of its own`, async () => {
    const sentences = new Set();
    for (const [term, [word, sentence]] of Object.entries(await terms(tag))) {
      assert.match(sentence, tag === "ko" ? /(니다|입니다)\.$/ : /^[A-Z0-9].*[^.]\.$/, term);
      assert.equal(sentence.split(/[.!?](?=\s|$)/).length, 2, `${term} has one sentence`);
      assert.ok(word && sentence.split(" ").length <= 45, term);
      sentences.add(sentence);
    }
    assert.equal(sentences.size, Object.keys(await terms(tag)).length);
  });

test("more leads to a chapter that there is, from a word that there is", async () => {
  const chapters = CHAPTERS.map(({ id }) => id);
  const known = await terms("en");
  for (const [term, chapter] of Object.entries(CHAPTER_OF)) {
    assert.ok(Object.hasOwn(known, term), term);
    assert.ok(chapters.includes(chapter), `${term}: ${chapter}`);
  }
  assert.deepEqual([...new Set(Object.values(CHAPTER_OF))].sort(), [...chapters].sort(), "every chapter is led to");
});
