// What the counts and times of "What it costs" say, with their own numbers.
import { words } from "../../i18n/i18n.js";
import { fixed, percent, short } from "../../lib/format.js";
import { turn, whole } from "./curves.js";

const OWN = (await words("sequence")).cost;

const ends = (values) => [values[0], values.at(-1)];
const times = (more, less) => short(more / less, 2);

/** Counted and timed: the two terms, what waits, and the time with and without waiting. */
export function measured({ networks, not_waiting: notWaiting }) {
  const vit = networks.find(({ costs }) => costs.some(({ quadratic }) => quadratic));
  const shares = ends(vit.costs).map((one) => ({
    rows: one.rows,
    linear: whole(one.linear),
    quadratic: whole(one.quadratic),
    share: percent(one.quadratic / (one.linear + one.quadratic)),
  }));
  const told = (pick) => networks.map((one) => OWN.one(one.title, pick(one))).join(", ");
  const [first, last] = ends(notWaiting);
  const rnn = networks.find(({ form }) => form.endsWith("rnn"));
  const waits = ends(rnn.costs);
  return [
    ...shares.map((one) => OWN.terms({ title: vit.title, ...one })),
    OWN.turn({ title: vit.title, rows: turn(vit.costs) ?? null }),
    OWN.chains({
      first: first.rows,
      last: last.rows,
      before: told((one) => one.costs[0].chain),
      after: told((one) => one.costs.at(-1).chain),
    }),
    ...[0, -1].map((at) =>
      OWN.took(
        notWaiting.at(at).rows,
        told((one) => OWN.ms(short(one.costs.at(at).ms.median))),
      ),
    ),
    OWN.waiting({
      title: rnn.title,
      first: { rows: first.rows, waits: short(waits[0].ms.median), at: short(first.ms.median) },
      last: { rows: last.rows, waits: short(waits[1].ms.median), at: short(last.ms.median) },
    }),
  ];
}

/** What these numbers say of the two terms, of waiting, and of who is quicker. */
export function follows({ networks, not_waiting: notWaiting }) {
  const vit = networks.find(({ costs }) => costs.some(({ quadratic }) => quadratic));
  const rnn = networks.find(({ form }) => form.endsWith("rnn"));
  const { linear, quadratic, rows } = vit.costs[0];
  const dearer = linear > quadratic;
  const ratios = notWaiting.map(({ ms }, at) => rnn.costs[at].ms.median / ms.median);
  const quicker = vit.costs.filter((one, at) => one.ms.most < rnn.costs[at].ms.least).map((one) => one.rows);
  const slower = vit.costs.filter((one, at) => one.ms.least > rnn.costs[at].ms.most).map((one) => one.rows);
  return [
    OWN.follows[dearer ? "linear" : "quadratic"]({
      title: vit.title,
      rows,
      times: times(Math.max(linear, quadratic), Math.min(linear, quadratic)),
    }),
    OWN.follows.waiting({ least: fixed(Math.min(...ratios), 1), most: fixed(Math.max(...ratios), 1) }),
    OWN.follows.who({
      ...{ vit: vit.title, rnn: rnn.title, quicker: quicker.join(", "), slower: slower.join(", ") },
      open: vit.costs
        .map((one) => one.rows)
        .filter((each) => ![...quicker, ...slower].includes(each))
        .join(", "),
    }),
  ];
}
