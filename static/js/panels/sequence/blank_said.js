// What the trainings with blank rows say, with their own numbers.
import { words } from "../../i18n/i18n.js";
import { count, fixed } from "../../lib/format.js";
import { lossOf, spreadOf } from "../../lib/spread.js";
import { ALWAYS_ONE, lines, unlearnt } from "./curves.js";

const OWN = (await words("sequence")).blank;

const meanAt = (trainings, blank) => {
  const values = trainings.filter((one) => one.blank === blank).map(({ test }) => test);
  return values.length ? fixed(spreadOf(values).mean, 1) : null;
};

export function measured(study) {
  const all = lines(study);
  const told = (kind, blank) =>
    all
      .filter((one) => one.kind === kind && one.points.some((point) => point.blank === blank))
      .map((one) => OWN.one(one.title, fixed(one.points.find((point) => point.blank === blank).mean, 1)))
      .join(", ");
  const [first, last] = [study.blanks[0], study.blanks.at(-1)];
  const next = study.blanks[1];
  const vit = study.series.find(({ form, shuffled }) => form === "vit" && !shuffled);
  const mixed = study.series.find(({ shuffled }) => shuffled);
  const both = mixed && vit && study.blanks.filter((blank) => meanAt(vit.trainings, blank) && meanAt(mixed.trainings, blank));
  return [
    ...[first, last].filter((blank) => told("trained", blank)).map((blank) => OWN.at(blank, told("trained", blank))),
    ...(both?.length
      ? [
          OWN.shuffled(
            both.map((blank) => OWN.pair(blank, meanAt(mixed.trainings, blank), meanAt(vit.trainings, blank))).join(", "),
          ),
        ]
      : []),
    ...(told("without", next) ? [OWN.without(next, told("without", first), told("without", next))] : []),
  ];
}

/**
 * Of each form: where its trainings with most and with no blank rows are in, whether their ranges meet; where nothing was
 * learnt, that, and the comparison is with the most rows at which something was.
 */
export function follows({ series, blanks }) {
  const told = series.filter((one) => !one.shuffled).flatMap((one) => followsOf(one, blanks));
  const none = series.some((one) => one.reads_on.length) ? [OWN.follows.without] : [];
  return [...told, ...none];
}

function followsOf({ title, trainings }, blanks) {
  const at = (blank) => trainings.filter((one) => one.blank === blank);
  const failed = blanks.filter((blank) => at(blank).length > 1 && unlearnt(at(blank)));
  const [first, last] = [blanks[0], blanks.filter((blank) => !failed.includes(blank)).at(-1)];
  const [before, now] = [at(first), at(last)];
  const told = [];
  if (last > first && before.length > 1 && now.length > 1) {
    const more = lossOf(tests(before), tests(now));
    const values = { title, blank: last, points: fixed(Math.abs(more ?? 0), 1), train: meanTrain(now) };
    told.push(OWN.follows[more === null ? "alike" : more < 0 ? "less" : "more"](values));
  }
  if (failed.length) {
    const train = meanTrain(failed.flatMap(at));
    told.push(OWN.follows.unlearnt({ title, blanks: failed, always: fixed(ALWAYS_ONE, 2), train }));
  }
  return told;
}

const tests = (trainings) => trainings.map(({ test }) => test);
const meanTrain = (trainings) => fixed(spreadOf(trainings.map(({ train }) => train)).mean, 2);

/** How they were trained: a summary, a paragraph, and a line for each form. */
export const how = (study) => ({ title: OWN.how, text: OWN.protocol(protocolOf(study)), list: rates(study) });

const protocolOf = ({ steps, batch, held_out: heldOut }) => ({
  steps: count(steps),
  batch,
  heldOut: count(heldOut),
});

/** Of each form its size, and its learning rate at each number of blank rows. */
function rates({ series, blanks }) {
  return series
    .filter(({ shuffled }) => !shuffled)
    .map(({ title, parameters, trainings }) => {
      const chosen = blanks
        .map((blank) => [blank, trainings.find((one) => one.blank === blank)?.rate])
        .filter(([, rate]) => rate !== undefined)
        .map(([blank, rate]) => OWN.rate(blank, rate));
      const sizes = Object.values(parameters);
      return OWN.recipe(title, count(Math.min(...sizes)), count(Math.max(...sizes)), chosen.join(", "));
    });
}
