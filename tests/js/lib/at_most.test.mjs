// What happens at most every so many milliseconds, and always for the last time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { atMostEvery } from "../../../static/js/lib/at_most.js";

test("of many calls within the pause the last is heard, once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const heard = [];
  const tell = atMostEvery(60, (...words) => heard.push(words));
  tell("a", 1);
  context.mock.timers.tick(59);
  tell("b", 2);
  assert.deepEqual(heard, []);
  context.mock.timers.tick(1);
  assert.deepEqual(heard, [["b", 2]]);
  context.mock.timers.tick(600);
  assert.deepEqual(heard, [["b", 2]], "nothing was asked again");
  tell("c");
  context.mock.timers.tick(60);
  assert.deepEqual(heard, [["b", 2], ["c"]]);
});
