// What the trainings say, in sentences with their own numbers: what was measured, and nothing beyond it (pure).
import { words } from "../../i18n/i18n.js";
import { count, short } from "../../lib/format.js";
import { curveOf, doublings, ordersOf, ranking } from "./curves.js";

const TEXT = (await words("data")).said;
const STILL = { shifted: false, moved: "0", error: "test" };
const MOVED = 4; // px

/** "CNN 4.1 %, Mixer 9.8 %", the smallest error first. */
const listed = (found) => found.map(({ form, point }) => TEXT.one(form.title, short(point.mean, 2))).join(", ");

/** The smallest and the largest of the sizes that at least two forms have; null where there are none. */
function endsOf({ forms, sizes }, asked) {
  const there = sizes.filter((size) => ranking(forms, size, asked).length > 1);
  return there.length > 1 ? { few: there[0], many: there.at(-1) } : null;
}

/** Sentences: the errors at both ends of the curves, how far the forms lie apart there, training errors, shifts, twice the steps. */
export function measured(study) {
  const ends = endsOf(study, STILL);
  if (!ends) return [TEXT.early];
  return [...errors(study, ends), ...training(study, ends), ...shifts(study, ends), ...steps(study)];
}

function errors({ forms }, { few, many }) {
  const [first, last] = [few, many].map((size) => ranking(forms, size, STILL));
  return [
    TEXT.at(count(few), listed(first)),
    TEXT.at(count(many), listed(last)),
    TEXT.apart({ few: count(few), many: count(many), first: apart(first), last: apart(last) }),
  ];
}

const ratio = (ranked) => ranked.at(-1).point.mean / ranked[0].point.mean;

/** How many times the smallest error the largest is, and whose they are. */
function apart(ranked) {
  const [best, worst] = [ranked[0], ranked.at(-1)];
  return { times: short(ratio(ranked), 2), worst: worst.form.title, best: best.form.title };
}

function training({ forms }, { few }) {
  return [TEXT.training(count(few), listed(ranking(forms, few, { ...STILL, error: "train" })))];
}

/** The forms at the largest size, with test digits moved: without and with shifts in training. */
function shifts({ forms }, { many }) {
  const [without, trained] = [false, true].map((shifted) =>
    ranking(forms, many, { shifted, moved: String(MOVED), error: "test" }),
  );
  return without.length && trained.length ? [TEXT.shifts(count(many), MOVED, listed(without), listed(trained))] : [];
}

function steps({ forms }) {
  const found = doublings(forms);
  if (!found.length) return [TEXT.noDoublings];
  const told = (list) =>
    list
      .map(({ form, size, once, twice }) => TEXT.doubled(form.title, count(size), short(once.mean, 2), short(twice.mean, 2)))
      .join(", ");
  const [within, beyond] = [true, false].map((wanted) => found.filter((one) => one.within === wanted));
  const sentences = [within.length ? TEXT.within(told(within)) : "", beyond.length ? TEXT.beyond(told(beyond)) : ""];
  const orders = ordersOf(found).map(({ size, once, twice }) => TEXT.order(count(size), once.join(", "), twice.join(", ")));
  return [...sentences, ...orders].filter(Boolean);
}

/** What follows from the curves; of coming together or parting only what these curves do, in the ratio of their errors. */
export function follows(study) {
  const { below, nearer, parting, shifted } = TEXT.follows;
  const ends = endsOf(study, STILL);
  if (!ends) return [below, shifted];
  const [first, last] = [ends.few, ends.many].map((size) => ratio(ranking(study.forms, size, STILL)));
  return [below, last < first ? nearer : parting, shifted];
}

/** How a form was trained: "CNN: 10,218 parameters, 4,000 steps, rate 0.002". */
export const recipes = ({ forms }) =>
  forms
    .filter(({ trainings, parameters }) => trainings.length && parameters)
    .map(({ title, parameters, steps: all, rate }) =>
      TEXT.recipe({ title, parameters: count(parameters), steps: count(all), rate }),
    );

/** Whether any training is in. */
export const begun = ({ forms }) =>
  forms.some((form) => curveOf(form, STILL).length || curveOf(form, { ...STILL, shifted: true }).length);
