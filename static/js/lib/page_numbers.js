// What a step says in numbers: read from what the page shows, never written down.
import { verdict } from "./certainty.js";
import { fixed, share } from "./format.js";

/**
 * The numbers of the page as it is, as chapters ask for them.
 * @param {{ frame: import("./wire_types.js").Frame, models: any[], state: any }} page models in the page's words
 * @param {Record<string, any>} [found] what the server has said for this step
 */
export function numbersOf({ frame, models, state }, found = {}) {
  const modelOf = (id) => models.find((model) => model.id === id);
  const partOf = (id) => frame.models.find((part) => part.id === id);
  const pointOf = (id, name) => modelOf(id).points.find((point) => point.name === name);
  /** Of "model/stage"; null where it is not defined. @returns {number | null} */
  const change = (key, measure = "invariance") => {
    const [id, name] = key.split("/");
    return partOf(id)?.stages.find((stage) => stage.name === name)?.change?.[measure] ?? null;
  };
  const answer = (id) => verdict(modelOf(id), partOf(id)?.predictions ?? []);
  return {
    state,
    found,
    change,
    model: modelOf,
    point: (key) => pointOf(...key.split("/")),
    title: (key) => (key.includes("/") ? pointOf(...key.split("/")).title : modelOf(key).title),
    /** The sizes of a model's weights, by their parameter's name. @returns {number[]} */
    weights: (id, parameter) => modelOf(id).pictures.find((picture) => picture.parameter === parameter).shape,
    /** What a model receives: {shape: [channel, row, column], data: 0–255}. */
    input: (id) => partOf(id).input,
    /** With two digits, as under a map. */
    says(key, measure = "invariance") {
      const value = change(key, measure);
      return value === null ? "–" : fixed(value, 2);
    },
    /** The class that a model says, without doubt; null where it is unsure. */
    label(id) {
      const said = answer(id);
      return said && !said.unsure ? said.label : null;
    },
    answer(id) {
      const said = answer(id);
      return said ? `${said.label} (${share(said.share)})` : "–";
    },
    /** Of these keys the one that changed least. */
    least: (keys, measure = "invariance") =>
      keys.reduce((a, b) => ((change(b, measure) ?? Infinity) < (change(a, measure) ?? Infinity) ? b : a)),
  };
}
