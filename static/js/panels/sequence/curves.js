// What was trained with blank rows, and what a picture of n rows costs, as points and terms. Pure.
import { count } from "../../lib/format.js";
import { spreadOf } from "../../lib/spread.js";

/** Percent of the test digits that are a “1”, the commonest: whoever always says it is right so often. */
export const ALWAYS_ONE = 11.35;

/** Whether nothing was learnt in any of these trainings: none is right more often than one answer for all. */
export const unlearnt = (trainings) => trainings.length > 0 && trainings.every(({ test }) => test <= ALWAYS_ONE);

/** One point of a curve for each number of blank rows that is in: [{blank, mean, least, most, seeds, nothing}], percent right. */
export function points(trainings, blanks) {
  return blanks.flatMap((blank) => {
    const here = trainings.filter((one) => one.blank === blank);
    const spread = () => spreadOf(here.map(({ test }) => test));
    return here.length ? [{ blank, ...spread(), seeds: here.length, nothing: unlearnt(here) }] : [];
  });
}

/**
 * Every line of the chart, and row of the table: what was trained with blank rows, then, of the recurrent networks, what was
 * trained without them: [{form, kind: "trained" | "shuffled" | "without", title, family, points}].
 */
export function lines({ series, blanks }) {
  const trained = series.map((one) => ({
    ...one,
    kind: one.shuffled ? "shuffled" : "trained",
    points: points(one.trainings, blanks),
  }));
  const without = series
    .filter((one) => one.reads_on.length)
    .map((one) => ({ ...one, kind: "without", points: points(one.reads_on, blanks) }));
  return [...trained, ...without];
}

/** The terms of a network's multiply-adds, of n rows: {linear, quadratic}: a of a·n and c of c·n², by the two longest. */
export function terms(costs) {
  const [before, last] = costs.slice(-2);
  const rows = last.rows - before.rows;
  return {
    linear: (last.linear - before.linear) / rows,
    quadratic: ((Math.sqrt(last.quadratic) - Math.sqrt(before.quadratic)) / rows) ** 2,
  };
}

/** The first of the lengths that were counted at which tokens with tokens take more than weights do; undefined: none. */
export const turn = (costs) => costs.find(({ linear, quadratic }) => quadratic > linear)?.rows;

/** "1 334 208", with an unbroken space. */
export const whole = (value) => count(Math.round(value));
