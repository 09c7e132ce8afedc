import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MOST,
  offElsewhere,
  offIn,
  offOf,
  readList,
  readNumbers,
  readOff,
  sayNumbers,
  untouched,
  withOff,
  writeNumbers,
  writeOff,
} from "../../../static/js/lib/switched_off.js";
import { formatHash, parseHash } from "../../../static/js/lib/url_state.js";

const HEAD = "digits-vit/blocks.3:head.1.zero";
const CHANNEL = "digits-cnn/act4:channel.3-7_9.of-four-on-paper";

test("numbers are written in runs and read again, as far as there are so many", () => {
  for (const numbers of [[], [0], [3, 4, 5, 9], [1, 3, 5]]) assert.deepEqual(readNumbers(writeNumbers(numbers), 10), numbers);
  assert.equal(writeNumbers([9, 4, 3, 5]), "3-5_9");
  assert.deepEqual(readNumbers("3-99999_2_x_12", 6), [2, 3, 4, 5]);
  assert.deepEqual(readNumbers("none", 6), []);
});

test("numbers are said in runs, the first of them", () => {
  assert.deepEqual(sayNumbers([1, 2, 3, 7], 4), { text: "1–3, 7", more: 0 });
  assert.deepEqual(sayNumbers([5, 4, 9, 11, 12, 13], 2), { text: "4, 5, 9", more: 3 });
});

test("what is off in a stage is read as it was written", () => {
  const read = readOff(CHANNEL);
  assert.deepEqual(read, {
    key: "digits-cnn/act4",
    part: "channel",
    off: [3, 4, 5, 6, 7, 9],
    value: "sample",
    source: "four-on-paper",
  });
  assert.equal(writeOff(read), CHANNEL);
  for (const text of [
    "",
    "digits-vit/blocks.3",
    "digits-vit:head.1.zero",
    "a/b:tail.1.zero",
    "a/b:head.1.one",
    "a/b:head.none.zero",
    "a/b:head.-1.zero",
    `a/b:head.${"1_".repeat(999)}1.zero`,
  ])
    assert.equal(readOff(text), null, text);
});

test("a link holds one text of each stage, as many as the server takes", () => {
  assert.deepEqual(readList(`${HEAD},nonsense,${CHANNEL},digits-vit/blocks.3:branch.0.zero`), [HEAD, CHANNEL]);
  const many = Array.from({ length: 20 }, (_, i) => `m/s${i}:unit.0.zero`);
  assert.equal(readList(many.join()).length, MOST);
  const off = { key: "m/other", part: "unit", off: [1], value: "zero", source: null };
  assert.deepEqual(withOff(many.slice(0, MOST), off), many.slice(0, MOST), "no further stage");
});

test("a stage's part of the list is found, replaced and taken away; the others stay", () => {
  const list = [HEAD, CHANNEL];
  assert.equal(offOf(list, "digits-vit/blocks.30"), null);
  const head = offOf(list, "digits-vit/blocks.3");
  assert.deepEqual(withOff(list, { ...head, off: [1, 2] }), ["digits-vit/blocks.3:head.1-2.zero", CHANNEL]);
  assert.deepEqual(withOff(list, { ...head, off: [] }), [CHANNEL]);
  assert.deepEqual(offIn(list, "digits-cnn"), [CHANNEL]);
  assert.deepEqual(offIn(list, "digits"), []);
  assert.deepEqual(offElsewhere(list, "digits-cnn"), [HEAD]);
});

test("a link says what is off, and an older one that says it in the view still does", () => {
  assert.deepEqual(parseHash(`#off=${HEAD},${CHANNEL}`).off, [HEAD, CHANNEL]);
  assert.equal(formatHash(parseHash(`#off=${HEAD}`)), `off=${HEAD}`);
  const older = parseHash("#stage=digits-vit/blocks.3&view=ablation.head.1-2.mean.c7.rank");
  assert.deepEqual([older.off, older.view], [["digits-vit/blocks.3:head.1-2.mean"], "ablation.head.none.mean.c7.rank"]);
  const both = parseHash(`#off=${HEAD}&stage=digits-vit/blocks.3&view=ablation.branch.0.zero`);
  assert.deepEqual([both.off, both.view], [[HEAD], "ablation.branch.none.zero"]);
  assert.equal(parseHash("#stage=digits-vit/blocks.3&view=attention.24-1").view, "attention.24-1");
});

test("elsewhere than in the rows a frame has its models as they are, and no stage of an altered one", () => {
  const plain = { id: "a", predictions: [1], stages: [{ name: "s" }] };
  const altered = { id: "b", predictions: [2], stages: [{ name: "s" }], off: [HEAD], untouched: [3] };
  const frame = { dx: 1, models: [plain, altered] };
  assert.deepEqual(untouched(frame), { dx: 1, models: [plain, { id: "b", predictions: [3], stages: [] }] });
  assert.equal(untouched(frame), untouched(frame));
  const whole = { models: [plain] };
  assert.equal(untouched(whole), whole);
  assert.equal(untouched(null), null);
});
