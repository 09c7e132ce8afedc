// The study's trainings as points of curves: errors in percent, the mean over the seeds and their range (pure).
import { spreadOf } from "../../lib/spread.js";

const round = (value) => Math.round(1000 * value) / 1000;

/** Percent wrong. `error` "test" or "train"; `moved`: px by which the test digits are moved, "0" for all of them as they are. */
const wrong = (training, { error, moved }) =>
  round(100 - (error === "train" ? training.train : moved === "0" ? training.test : training.shifts[moved]));

function spread(trainings, asked) {
  const values = trainings.map((training) => wrong(training, asked));
  const { mean, ...ends } = spreadOf(values);
  return { mean: round(mean), ...ends, seeds: values.length };
}

/**
 * A form's curve, without the sizes that are not in yet: [{size, mean, least, most, seeds, model: name or null}].
 * `asked`: {shifted: in training, moved, error}; `doubled`: those of twice the steps.
 */
export function curveOf(form, asked, doubled = false) {
  const sizes = [...new Set(form.networks.map(({ size }) => size))];
  return sizes.flatMap((size) => {
    const mine = form.trainings.filter((one) => one.size === size && one.shifted === asked.shifted && one.doubled === doubled);
    if (!mine.length) return [];
    const { model } = form.networks.find((one) => one.size === size && one.shifted === asked.shifted);
    return [{ size, model, ...spread(mine, asked) }];
  });
}

/** The trainings with shifts, without, or both: [false], [true] or [false, true]. */
export const regimes = (training) => ({ centred: [false], shifted: [true], both: [false, true] })[training];

/** Of the forms that have this size: [{form, point}], the smallest error first. */
export const ranking = (forms, size, asked) =>
  forms
    .flatMap((form) => {
      const point = curveOf(form, asked).find((one) => one.size === size);
      return point ? [{ form, point }] : [];
    })
    .sort((a, b) => a.point.mean - b.point.mean);

/**
 * What twice the steps changed, where both are in and of several seeds: [{form, size, once: point, twice: point, within}]; `within`:
 * the means differ by less than the range of the seeds.
 */
export const doublings = (forms) =>
  forms.flatMap((form) => {
    const asked = { shifted: false, moved: "0", error: "test" };
    const once = curveOf(form, asked);
    return curveOf(form, asked, true).flatMap((twice) => {
      const same = once.find(({ size }) => size === twice.size);
      const within = same && Math.abs(same.mean - twice.mean) <= same.most - same.least;
      return same?.seeds > 1 ? [{ form, size: twice.size, once: same, twice, within }] : [];
    });
  });

/** Of `doublings`, the sizes at which twice the steps bring another order: [{size, once: titles, twice: titles}], the smallest error first. */
export const ordersOf = (doubled) =>
  [...new Set(doubled.map(({ size }) => size))].flatMap((size) => {
    const mine = doubled.filter((one) => one.size === size);
    const [once, twice] = ["once", "twice"].map((which) =>
      mine.toSorted((a, b) => a[which].mean - b[which].mean).map(({ form }) => form.title),
    );
    return String(once) === String(twice) ? [] : [{ size, once, twice }];
  });

/** Where an error of 0 is drawn on a logarithmic axis: below all others; null where there is none. */
export function floorOf(curves) {
  const values = curves.flat().flatMap(({ least, mean }) => [least, mean]);
  if (!values.includes(0)) return null;
  const positive = values.filter((value) => value > 0);
  return positive.length ? Math.min(...positive) / 2.5 : 0.01;
}
