// What four forms learn of digits that are all shuffled alike: a row for each form, a column for each way, mean and range of the
// test error over the seeds.
import { words } from "../../i18n/i18n.js";
import { count, fixed, signed } from "../../lib/format.js";
import { lossOf, spreadOf } from "../../lib/spread.js";
import { el } from "../../ui/dom.js";

const TEXT = (await words("granted")).shuffled;
const PLAIN = "plain";

/** `study`: GET /api/studies/shuffled. Null where no training is in yet. */
export function createShuffled({ ways, forms, planned, done, size }) {
  if (!done) return null;
  const names = Object.keys(ways);
  const heads = [TEXT.form, ...names.map((way) => TEXT.ways[way])].map((text) => el("th", { scope: "col" }, text));
  const widest = Math.max(...forms.flatMap(({ trainings }) => trainings.map(wrongOf)));
  const table = el(
    "table",
    {},
    el("thead", {}, el("tr", {}, heads)),
    el(
      "tbody",
      {},
      forms.map((form) => rowOf(form, names, widest)),
    ),
  );
  return el(
    "section.shuffled",
    {},
    el("h3", {}, TEXT.title),
    el("p.lead", {}, TEXT.lead(count(size))),
    el("div.scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.title }, table),
    el("p.note", {}, TEXT.note, done < planned ? ` ${TEXT.missing(planned - done)}` : ""),
  );
}

function rowOf({ form, title, family, trainings }, ways, widest) {
  const wrong = (way) => trainings.filter((one) => one.way === way).map(wrongOf);
  const plain = wrong(PLAIN);
  return el(
    "tr",
    { dataset: { form } },
    el("th", { scope: "row", dataset: { family } }, el("i", { "aria-hidden": "true" }), title),
    ways.map((way) => cellOf(way, wrong(way), plain, widest)),
  );
}

/** Mean, range, a bar, and by how much it is more than on digits as they are, where the ranges do not meet. */
function cellOf(way, wrong, plain, widest) {
  if (!wrong.length) return el("td", { dataset: { way } }, el("span.none", {}, TEXT.notIn));
  const { mean, least, most } = spreadOf(wrong);
  const bar = { style: { left: `${(100 * least) / widest}%`, width: `${(100 * (most - least)) / widest}%` } };
  const several = Math.min(plain.length, wrong.length) > 1; // one training says nothing of how far two may be apart
  const loss = way !== PLAIN && several ? lossOf(plain, wrong) : undefined;
  return el(
    "td",
    { dataset: { way } },
    el("b", {}, TEXT.wrong(fixed(mean, 2))),
    el("small", {}, TEXT.range(fixed(least, 2), fixed(most, 2), wrong.length)),
    el("span.range", { "aria-hidden": "true" }, el("i", bar)),
    loss === undefined ? null : el("span", {}, loss === null ? TEXT.alike : TEXT.more(signed(Number(loss.toFixed(2))))),
  );
}

const wrongOf = ({ test }) => 100 - test;
