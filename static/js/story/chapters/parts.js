// What chapters share: what a step points at, and the question that closes most of them.

export const SCENE = '[data-el="scene"]';
export const cardOf = (key) => {
  const [model, point] = key.split("/");
  return `.card[data-model="${model}"][data-point="${point}"]`;
};
export const rowOf = (model) => `.row[data-model="${model}"]`;
export const OPENED = ".open-stage";
/** What the chosen tab of the opened stage shows. */
export const VIEW = '.open-stage [role="tabpanel"]';

/** From here on, a change of zero as the page writes it. */
export const NOTHING = 0.005;

/** Who says that it is a seven? Of two models, with the numbers of now. */
export const whoSays = (a, b, state) => ({
  kind: "ask",
  state,
  text: "who",
  choices: [a, b, "both", "neither"],
  point: [rowOf(a), rowOf(b)], // both, or it would be taken for a hint
  look: rowOf(b),
  truth(numbers) {
    const right = [a, b].filter((id) => numbers.label(id) === "7");
    return right.length === 1 ? right[0] : right.length ? "both" : "neither";
  },
  values: (numbers) => ({
    a: numbers.title(a),
    b: numbers.title(b),
    first: numbers.answer(a),
    second: numbers.answer(b),
    unsure: [a, b].some((id) => numbers.model(id).calibration),
  }),
});

/** The tab of a view in the opened stage. */
export const tabOf = (view) => `.open-stage .vtabs [data-view="${view}"]`;
export const isView = (state, view) => (state.view ?? "").split(".")[0] === view;

/** Of {choice: value} the choice that lies nearest to a value. */
export const nearest = (choices, value) =>
  Object.keys(choices).reduce((a, b) => (Math.abs(choices[b] - value) < Math.abs(choices[a] - value) ? b : a));

/** The titles of two models or stages, as values. */
export const titles =
  (a, b) =>
  ({ title }) => ({ a: title(a), b: title(b) });
