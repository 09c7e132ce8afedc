import assert from "node:assert/strict";
import { test } from "node:test";
import { createReader } from "../../../static/js/views/reader.js";

const tick = () => new Promise((resolve) => setTimeout(resolve));

/** A reader whose requests are answered by hand: `asked` holds {resolve, reject}. */
function reader() {
  const asked = [];
  const told = [];
  const one = createReader({
    read: () => new Promise((resolve, reject) => asked.push({ resolve, reject })),
    onArray: (array) => told.push(array),
    onFail: (error) => told.push(error.message),
  });
  return { ...one, asked, told };
}

test("while a request is under way, any number of moves makes one more", async () => {
  const { ask, asked, told } = reader();
  for (let i = 0; i < 4; i++) ask();
  assert.equal(asked.length, 1);
  asked[0].resolve("first");
  await tick();
  assert.equal(asked.length, 2);
  asked[1].resolve("second");
  await tick();
  assert.deepEqual([told, asked.length], [["first", "second"], 2]);
});

test("what did not arrive is asked for again, what arrived is not", async () => {
  const { ask, retry, asked, told } = reader();
  ask();
  asked[0].reject(new Error("gone away"));
  await tick();
  retry();
  asked[1].resolve("here");
  await tick();
  retry();
  assert.deepEqual([told, asked.length], [["gone away", "here"], 2]);
});

test("a closed stage hears nothing any more", async () => {
  const { ask, stop, asked, told } = reader();
  ask();
  stop();
  asked[0].resolve("late");
  await tick();
  ask();
  assert.deepEqual([told, asked.length], [[], 1]);
});
