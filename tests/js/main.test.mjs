// The page's parts fit together: strings, templates, the list of modules.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createChoice } from "../../static/js/catalog/choice.js";
import { known, t } from "../../static/js/i18n/i18n.js";
import { HIDEABLE } from "../../static/js/lib/url_state.js";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const templates = readdirSync(new URL("templates", root))
  .map((name) => read(`templates/${name}`))
  .join("\n");

test("every switch of the teacher has a name and hides something", () => {
  for (const key of HIDEABLE) {
    assert.ok(known(`hide.${key}`), key);
    assert.ok(key === "weights" || templates.includes(`data-hideable="${key}"`), key);
  }
});

test("t fills in and refuses what it does not know", () => {
  assert.equal(t("changed.right", { n: 3 }), "3 px right");
  assert.throws(() => t("no.such.key"));
});

test("models: the address decides, else the defaults, by family; never none", () => {
  const model = (id, family, isDefault) => ({ id, family, default: isDefault });
  const choice = createChoice([model("a", "mlp", true), model("b", "cnn", true), model("a2", "mlp", false)]);
  assert.deepEqual(choice.ids(null), ["a", "b"]);
  assert.deepEqual(choice.ids(["nonsense"]), ["a", "b"]);
  assert.deepEqual(choice.toggle(null, "a2"), ["a", "b", "a2"]);
  assert.deepEqual(choice.ids(["b", "a2", "a"]), ["a", "a2", "b"]);
  assert.equal(choice.toggle(["a", "b", "a2"], "a2"), null);
  assert.deepEqual(choice.toggle(["a"], "a"), ["a"]);
});

test("one tier at a time: what it begins with, and what is not here yet is not shown", () => {
  const model = (id, tier, extra = {}) => ({ id, family: "cnn", tier, points: [{}], ...extra });
  const models = [
    model("a", "digits", { default: true }),
    ...["p", "q", "r", "s", "t"].map((id) => model(id, "photos")),
    model("far", "imagenet", { points: [] }),
  ];
  const choice = createChoice(models);
  assert.deepEqual(choice.tiers(), ["digits", "photos", "imagenet"]);
  assert.deepEqual(choice.begin("photos"), ["p", "q", "r", "s"]);
  assert.equal(choice.begin("digits"), null, "the defaults stand in no address");
  assert.equal(choice.begin("imagenet"), undefined);
  assert.deepEqual(choice.ids(["far"]), ["a"]);
  assert.deepEqual(choice.toggle(null, "far"), null);
  assert.deepEqual(choice.toggle(null, "q"), ["q"], "a model of another tier stands alone");
  assert.deepEqual(choice.ids(["q", "a"]), ["q"], "the first one named decides");
  models.find(({ id }) => id === "far").points.push({}); // it has been downloaded
  assert.deepEqual(choice.begin("imagenet"), ["far"]);
});
