// What the trainings gave: the accuracy over seeds as bars, and in words.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { spreadOf } from "../../lib/spread.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("pairs");

/** Of one gap and kind of rows ("seen", "unseen"): {mean, least, most} over the seeds, to read. */
export function overSeeds({ seeds }, gap, rows) {
  const values = seeds.map(({ gaps }) => gaps.find((one) => one.gap === gap)[rows]);
  const { mean, least, most } = spreadOf(values);
  return { mean: short(mean), least: short(least), most: short(most), share: mean / 100 };
}

/** A figure of bars: two gaps, rows seen and never seen, with a mark at a guess. */
export function barsOf(model, gaps) {
  const line = (gap, rows) => {
    const found = overSeeds(model, gap, rows);
    const value = TEXT.bars.value(found);
    const label = TEXT.bars.label({ gap, rows: TEXT.bars[rows], value, seeds: model.seeds.length });
    const bar = el("i");
    bar.style.width = `${100 * found.share}%`;
    return el(
      "li",
      { "aria-label": label },
      el("span.rows", {}, TEXT.bars[rows]),
      el("span.bar", { dataset: { rows } }, bar),
      el("b", {}, value),
    );
  };
  return el(
    "div.bars",
    {},
    gaps.map((gap) => el("div", {}, el("h4", {}, TEXT.bars.gap(gap)), el("ul", {}, line(gap, "seen"), line(gap, "unseen")))),
  );
}

/** Why zero padding gives more than a guess, with the figures of the two CNNs that differ in it alone; "" without one of them. */
export function zerosText(models) {
  const find = (padding) =>
    models.find((one) => one.field === 7 && one.padding === padding && one.head === "average" && !one.positions);
  const [zeros, circular] = [find("zeros"), find("circular")];
  if (!zeros || !circular) return "";
  const said = (model) => TEXT.bars.value(overSeeds(model, 8, "seen"));
  return TEXT.zeros.text({ zeros: said(zeros), circular: said(circular), seeds: zeros.seeds.length });
}
