// Every language says everything, and the page asks for nothing else.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { plain } from "../../../static/js/lib/terms.js";
import { LANGUAGES, chooseLanguage, known, language, t, told, words } from "../../../static/js/i18n/i18n.js";

const root = new URL("../../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const filesOf = (path) => readdirSync(new URL(path, root)).sort();
const table = async (tag, area) => (await import(new URL(`static/js/i18n/${tag}/${area}`, root))).default;
const page = { ...(await table("en", "page.js")), ...(await table("en", "sections.js")) };
const families = await table("en", "families.js");
const OWN = { "families.html": families, "room.html": await table("en", "room.js") }; // pages with tables of their own
const scripts = readdirSync(new URL("static/js", root), { recursive: true })
  .filter((name) => name.endsWith(".js") && !/^i18n.\w+\W\w+\.js$/.test(name))
  .map((name) => read(`static/js/${name}`));

const MESSAGES = /^(families|page|sections|server(_own)?|story(_\w+)?)\.js$/; // tables of messages: each a string with {values}, or a function of them

const kindOf = (value) => (Array.isArray(value) ? "list" : typeof value);
const placeholders = (text) => [...text.matchAll(/\{(\w+)(?::[^}]*)?\}/g)].map(([, name]) => name);

/** Whether `other` can stand in for `english`; a message of the page may also be a function where English has a string. */
function compare(english, other, path, message) {
  if (message) {
    assert.ok(["string", "function"].includes(kindOf(other)), path);
    if (kindOf(english) === "string" && kindOf(other) === "string")
      for (const name of placeholders(other)) assert.ok(placeholders(english).includes(name), `${path}: {${name}}`);
    return;
  }
  assert.equal(kindOf(other), kindOf(english), path);
  if (kindOf(english) === "list") assert.equal(other.length, english.length, path);
  if (typeof english !== "object") return;
  assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), path);
  for (const key of Object.keys(english)) compare(english[key], other[key], `${path}.${key}`);
}

for (const tag of Object.keys(LANGUAGES))
  test(`${tag} has every table, with every text`, async () => {
    assert.deepEqual(filesOf(`static/js/i18n/${tag}`), filesOf("static/js/i18n/en"));
    for (const area of filesOf("static/js/i18n/en")) {
      const [english, other] = [await table("en", area), await table(tag, area)];
      const path = `${tag}/${area}`;
      if (!MESSAGES.test(area)) compare(english, other, path);
      else {
        assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), path);
        for (const key of Object.keys(english)) compare(english[key], other[key], `${path} ${key}`, true);
      }
    }
  });

test("every folder of tables is a language that can be chosen", () => {
  const folders = filesOf("static/js/i18n").filter((name) => !name.endsWith(".js"));
  assert.deepEqual(folders, Object.keys(LANGUAGES).sort());
});

test("every text that a template asks for is there", () => {
  const asked = filesOf("templates").flatMap((name) =>
    [...read(`templates/${name}`).matchAll(/data-t(?:-explain|-label)?="([^"{]+)"/g)].map(([, key]) => [name, key]),
  );
  assert.ok(asked.length > 60);
  for (const [name, key] of asked) assert.ok(Object.hasOwn(OWN[name] ?? page, key), `${name} ${key}`);
});

test("the page of the families says without scripts what its table says in English", () => {
  const unescaped = (text) => text.replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const said = [...read("templates/families.html").matchAll(/data-t="([^"]+)">([^<]*)</g)].map(([, key, text]) => [
    key,
    unescaped(text),
  ]);
  assert.ok(said.length > 20);
  for (const [key, text] of said) assert.equal(text, plain(families[key]), key);
  assert.deepEqual([...new Set(said.map(([key]) => key)), "documentTitle"].sort(), Object.keys(families).sort());
});

test("every text that a script asks for is there", () => {
  const keys = scripts.flatMap((text) => [...text.matchAll(/\bt\(\s*(["`])((?:(?!\1).)+)\1/g)].map(([, , key]) => key));
  assert.ok(keys.length > 60, String(keys.length));
  const whole = new Map(keys.map((key) => [key, key.split(/\$\{[^}]*\}/).map((part) => part.replace(/\./g, "\\."))]));
  for (const [key, parts] of whole) {
    const like = new RegExp(`^${parts.join(".+")}$`);
    assert.ok(
      Object.keys(page).some((one) => like.test(one)),
      key,
    );
  }
});

test("every table that a script asks for is there", () => {
  const areas = scripts.flatMap((text) => [...text.matchAll(/\bwords\("(\w+)"\)/g)].map(([, area]) => `${area}.js`));
  const tables = filesOf("static/js/i18n/en").filter((name) => !name.startsWith("story_")); // chapters, which story.js has
  assert.deepEqual(
    [
      ...new Set([
        ...areas,
        "page.js",
        "server.js",
        "server_inside.js",
        "server_own.js",
        "server_pictures.js",
        "server_room.js",
        "server_why.js",
      ]),
    ].sort(),
    tables,
  );
});

for (const tag of Object.keys(LANGUAGES))
  test(`what the story quotes in ${tag} is on the page`, async () => {
    const files = filesOf(`static/js/i18n/${tag}`);
    const others = files.filter((name) => !name.startsWith("story")).map((name) => read(`static/js/i18n/${tag}/${name}`));
    const page = others.join("\n");
    const quoted = Object.entries(await table(tag, "story.js")).flatMap(([key, text]) =>
      [...String(text).matchAll(/“([^”{]+)”/g)].map(([, words]) => [key, words]),
    );
    assert.ok(quoted.length > 20, String(quoted.length));
    for (const [key, words] of quoted) for (const part of words.split(" – ")) assert.ok(page.includes(part), `${key}: ${part}`); // a pair is called by both titles
  });

test("the address decides, then the reader's languages, then it is English", () => {
  const two = { en: "English", ko: "한국어" };
  assert.equal(chooseLanguage("#dx=3&lang=ko", ["en-GB"], two), "ko");
  assert.equal(chooseLanguage("#lang=xx", ["fr", "ko-KR", "en"], two), "ko");
  assert.equal(chooseLanguage("#lang=EN-us", ["ko"], two), "en");
  assert.equal(chooseLanguage("", ["fr"], two), "en");
  assert.equal(chooseLanguage("#lang=constructor", [], two), "en");
  assert.equal(language, "en", "under node");
});

test("what the server says is said in the page's words, and in the server's where they are missing", () => {
  const table = {
    large: "{count:,} Byte, {part:.1f} %: {why}",
    why: ({ name }) => `wegen ${name}`,
  };
  const why = { reason: "why", values: { name: "ViT" }, detail: "because of ViT" };
  const large = { reason: "large", values: { count: 1234567, part: 2.25, why }, detail: "1,234,567 bytes" };
  assert.equal(told(large, table), "1,234,567 Byte, 2.3 %: wegen ViT");
  assert.equal(told({ ...large, reason: "other" }, table), "1,234,567 bytes");
  assert.equal(
    told({ ...large, values: { count: 1, part: 2, why: { ...why, reason: "x" } } }, table),
    "1 Byte, 2.0 %: because of ViT",
  );
  assert.equal(told(large), "1,234,567 bytes", "in English the server says it");
});

test("a message takes the particle that fits its value", () => {
  const table = { here: "{name}{이/가} 왔습니다", gone: "{name}{을/를} {count:,}번" };
  assert.equal(t("here", { name: "ViT" }, table), "ViT가 왔습니다");
  assert.equal(told({ reason: "gone", values: { name: "CNN", count: 1200 } }, table), "CNN을 1,200번");
});

test("t fills in, asks a function, and refuses what it does not know", async () => {
  assert.equal(t("changed.right", { n: 3 }), "3 px right");
  assert.equal(t("said", { who: "ViT" }, { said: ({ who }) => `${who} says` }), "ViT says");
  assert.throws(() => t("no.such.key"));
  assert.equal(known("no.such.key", "so"), "so");
  assert.equal((await words("stack")).title, "Build a stack");
});

test("Korean asks in one tone", () => {
  for (const name of filesOf("static/js/i18n/ko")) assert.doesNotMatch(read(`static/js/i18n/ko/${name}`), /십시오/, name);
});
