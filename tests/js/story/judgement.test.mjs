// What a step has to say of a page: nothing while parts of a model are switched off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { untouched } from "../../../static/js/lib/switched_off.js";
import { initialState } from "../../../static/js/lib/url_state.js";
import { CHAPTERS, placeOf, stateOf } from "../../../static/js/story/chapters.js";
import { judged } from "../../../static/js/story/judgement.js";

const place = placeOf(`${CHAPTERS[0].id}.1`);
const points = { find: () => ({ title: "a stage" }) }; // whichever a step asks for
const stages = [{ name: "stage", change: { invariance: 0.5 } }];
const prediction = { index: 7, label: "7", probability: 1, logit: 9 };

function pageWith(changed) {
  const part = (id) => ({ id, stages, predictions: [prediction], ...(id === place.chapter.models[0] ? changed : {}) });
  const frame = { dx: 0, dy: 0, second: null, transform: "", reference: [0, 0], models: place.chapter.models.map(part) };
  const models = place.chapter.models.map((id) => ({ id, title: id, points, pictures: [], calibration: null }));
  return { frame: untouched(frame), models, state: { ...initialState(), ...stateOf(place) } };
}

test("a step waits while parts of one of its models are switched off, and goes on when they are back", () => {
  const told = judged(place, pageWith({ off: ["x"], untouched: [prediction] }), null, () => ({}));
  assert.deepEqual([told.values, told.now, told.altered], [null, null, true]);
  const back = judged(place, pageWith({}), null, () => ({}));
  assert.equal(back.altered, undefined);
  assert.notEqual(back.now, null);
});

test("a step begins with nothing off", () => {
  assert.deepEqual(stateOf(place).off, []);
});
