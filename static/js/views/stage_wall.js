// The wall of an opened stage: every channel or unit of it, and the scale that all its pictures share.
import { rangeOf, stageScales } from "../lib/colour.js";
import { short } from "../lib/format.js";
import { slice, squarest, summary } from "../lib/arrays.js";
import { KINDS, scaleOf, scaleSentence } from "../ui/figure_parts.js";
import { mountWall } from "../ui/tile_grid.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const AXES = await words("axes");

/** The channel with the largest value, which is the one worth a look when nothing is chosen (pure). */
export function strongestOf(array, form) {
  let [most, strongest] = [-Infinity, 0];
  for (let i = 0; i < form.count; i++) {
    const { max } = summary(slice(array, form, i));
    if (max > most) [most, strongest] = [max, i];
  }
  return strongest;
}

/** The scale of the whole stage as the person chose it, and whether each channel has its own; kept while the pattern moves. */
export function scales(stage) {
  const { context, modelId, pointName } = stage;
  if ((stage.moving || context.held) && stage.heldScale) return stage.heldScale; // also while the person rests, but has not let go
  const kind = context.state.scale;
  const own = scaleOf(stage.ends);
  const shared = kind === "model" || kind === "all" ? stageScales(context.frame, kind).get(`${modelId}/${pointName}`) : null;
  return (stage.heldScale = { stage: shared ?? own, own: kind === "unit" });
}

export function tileScale(stage, index) {
  const { stage: whole, own } = scales(stage);
  if (!own || stage.form.kind === "units") return whole;
  const { min, max } = summary(slice(stage.array, stage.form, index));
  return { ...rangeOf(whole.signed ? Math.min(min, -1e-30) : 0, Math.max(Math.abs(min), max)), signed: whole.signed };
}

function describe({ array, form }, index) {
  if (form.kind === "units") return AXES.valued(form.axis, index, short(slice(array, form, index)[0]));
  const { min, max } = summary(slice(array, form, index));
  return AXES.valued(form.axis, index, TEXT.ends(short(min), short(max)));
}

/** onChoose(channel); onHover(row or null, column). */
export function stageWall(stage, { onChoose, onHover }) {
  const { form, point, frame } = stage;
  const units = form.kind === "units";
  frame.wallHead.textContent = AXES.counted(form.axis, form.count);
  return mountWall(frame.wallBox, {
    label: AXES.allOf(form.axis, point.title),
    count: form.count,
    rows: form.rows,
    columns: form.columns,
    across: units ? squarest(form.count) : null,
    describe: (index) => describe(stage, index),
    onChoose,
    onHover(found) {
      frame.hovered.textContent = found ? describe(stage, found.id) : "";
      onHover(found && !units ? found.row : null, found?.column);
    },
  });
}

export function paintWall(stage, channel) {
  const { frame, array, form, wall, context } = stage;
  const { stage: whole } = scales(stage);
  const values = (index) => slice(array, form, index);
  wall.paint({ values, scale: (index) => tileScale(stage, index), map: KINDS.activation.map(whole.signed) }, channel);
  frame.bar.update(whole);
  frame.sentence.textContent = scaleSentence(TEXT.activation, context.state, whole);
}
