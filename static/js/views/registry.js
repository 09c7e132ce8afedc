// Which views a stage has, and what a link says about them. The list is the order of the tabs.
import { fingerprint } from "../lib/fingerprint.js";
import * as ablation from "./ablation.js";
import * as attention from "./attention.js";
import * as dense from "./blocks/dense.js";
import * as distribution from "./distribution.js";
import * as download from "./download.js";
import * as early from "./early_reading.js";
import * as entry from "./arithmetic/attention_entry.js";
import * as field from "./receptive_field/receptive_field.js";
import * as inside from "./inside.js";
import * as gates from "./blocks/gates.js";
import * as number from "./arithmetic/number.js";
import * as patchmatrix from "./weights/patch_matrix.js";
import * as reading from "./reading.js";
import * as residual from "./residual/residual.js";
import * as scaling from "./blocks/scaling.js";
import * as separable from "./blocks/separable.js";
import * as strongest from "./strongest.js";
import * as values from "./values.js";
import * as weights from "./weights/weights.js";
import { pairOf } from "./blocks/separable_pair.js";
import { recipeOf } from "./arithmetic/recipes.js";
import { findModel } from "../lib/wire.js";

export const VIEWS = [
  values,
  inside,
  reading,
  distribution,
  strongest,
  weights,
  patchmatrix,
  dense,
  gates,
  separable,
  attention,
  entry,
  residual,
  ablation,
  early,
  field,
  number,
  scaling,
  download,
];

/** What a stage has, as words that a view may need: kinds of weight pictures, roles of points inside it, a known sum, a pair, a scaled model, a step in time. */
export function offers(model, point) {
  const parts = model.points.filter(({ name }) => name.startsWith(`${point.name}.`));
  return new Set([
    ...model.pictures.filter(({ stage }) => stage === point.name).map(({ kind }) => kind),
    ...(point.inner && !point.grid ? [] : parts.map(({ role }) => role)), // whose views are drawn on the grid
    ...point.axes,
    ...(recipeOf(model, point) ? ["sum"] : []),
    ...(pairOf(model, point) ? ["separable"] : []),
    ...(model.scaled ? ["scaled"] : []),
    ...(model.family === "rnn" && point.stage ? ["steps"] : []),
    ...(point.adds ? ["residual"] : []),
  ]);
}

export const viewsFor = (has, hidden = []) =>
  VIEWS.filter(({ id, needs }) => !hidden.includes(id) && (!needs.length || needs.some((need) => has.has(need))));

const STAGES_ONLY = ["ablation"];

/** Whether a view asks about whole stages, and a module inside one is opened. */
export const isUnfit = (id, point) => Boolean(point.inner) && STAGES_ONLY.includes(id);

/** "attention.24-1" -> the view and its own argument. */
export const parseView = (text) => {
  const [id, ...rest] = (text ?? "").split(".");
  return { id, argument: rest.length ? rest.join(".") : null };
};

/** What makes the activations what they are: picture and place. */
export function placeOf({ frame, state }) {
  const input = findModel(frame, state.stage.split("/")[0])?.input.data;
  return [frame.dx, frame.dy, frame.edge, frame.fit, fingerprint(input ?? [])].join();
}
