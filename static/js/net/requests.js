// @ts-check
// What views and panels may ask of the server: each question with the picture and the place that the page shows.
import { findModel } from "../lib/wire.js";
import * as api from "./api.js";

/**
 * `numbers()`: picture, place and edge as a query; `shown()`: ids of the models in the rows; `check(id)` throws where a model
 * is not to be asked about.
 * @param {{ numbers: () => any, shown: () => string[], check?: (id: string) => void }} page
 */
export const createRequests = ({ numbers, shown, check = () => {} }) => guarded(requestsOf({ numbers, shown }), check);

/** @type {<Requests>(requests: Requests, check: (id: any) => void) => Requests} */
const guarded = (requests, check) => {
  const kept = {};
  for (const [name, request] of Object.entries(requests))
    kept[name] = async (first, ...rest) => {
      check(first?.model ?? first);
      return request(first, ...rest);
    };
  return /** @type {any} */ (kept);
};

const requestsOf = ({ numbers, shown }) => ({
  /** `at` {dx, dy}: another place than the page's, such as the pinned one. */
  activation: (model, point, at = {}) => api.activation({ ...numbers(), ...at, model, point }),
  /** What a model receives of another picture (`names`) at this place; `point`: any of its stages, since a frame has one. */
  inputOf: async (model, point, names) =>
    findModel(await api.frame({ ...numbers(), ...names, models: [model], stages: [`${model}/${point}`], tiles: 1 }), model)
      .input,
  /** Of another picture, or place, or other models than the page shows; of each stage as few maps as there can be. */
  frameOf: (question, models) => api.frame({ ...question, models, tiles: 1 }),
  weights: (model, parameter) => api.weights({ model, parameter }),
  shiftMap: (options, onProgress, signal) => api.shiftMap({ ...numbers(), models: shown(), ...options }, onProgress, signal),
  squares: api.squares,
  receptiveField: (model, point, when, onProgress, signal) => api.receptiveField({ model, point, when }, onProgress, signal),
  mixing: (question, signal) => api.mixing({ ...numbers(), ...question }, signal),
  mixingRow: (question, onProgress, signal) => api.mixingRow({ ...numbers(), ...question }, onProgress, signal),
  attentionEntry: (question) => api.attentionEntry({ ...numbers(), ...question }),
  toeplitz: (model) => api.toeplitz({ model }),
  dense: (model, point) => api.dense({ model, point }),
  gates: (model) => api.gates({ model }),
  gateEntry: (question) => api.gateEntry({ ...numbers(), ...question }),
  scaling: (factors) => api.scaling(factors),
  trainedScalings: () => api.trainedScalings(),
  mixingAttention: (model, point, signal) => api.mixingAttention({ ...numbers(), model, point }, signal),
  mixingMatrix: (model, point, kind, signal) => api.mixingMatrix({ ...numbers(), model, point, kind }, signal),
  residual: (question, signal) => api.residual({ ...numbers(), ...question }, signal),
  residualMaps: (question, signal) => api.residualMaps({ ...numbers(), ...question }, signal),
  lesion: (question, signal) => api.lesion({ ...numbers(), ...question }, signal),
  gradients: (question, signal) => api.gradients({ ...numbers(), ...question }, signal),
  paths: (question, signal) => api.paths({ ...numbers(), ...question }, signal),
  reading: (model, signal) => api.reading({ ...numbers(), model }, signal),
  reach: (model, signal) => api.reach({ ...numbers(), model }, signal),
  together: () => api.together({ ...numbers(), models: shown() }),
  attribution: (question) => api.attribution({ ...numbers(), ...question }),
  earlyReading: (question) => api.earlyReading({ ...numbers(), ...question }),
  likeness: (question) => api.likeness({ ...numbers(), ...question }),
  directions: (question) => api.directions({ ...numbers(), ...question }),
  layers: (question) => api.layers(question),
  deletion: (question, signal) => api.deletion({ ...numbers(), ...question }, signal),
  randomised: (question, signal) => api.randomised({ ...numbers(), ...question }, signal),
  ablation: (question, signal) => api.ablation({ ...numbers(), ...question }, signal),
  ablationSweep: (question, onProgress, signal) => api.ablationSweep({ ...numbers(), ...question }, onProgress, signal),
  strongest: api.strongest,
  strongestPicture: api.strongestPicture,
  pairs: api.pairs,
  model: api.model,
  /** What is inside a model; `point`: this module alone. */
  modules: (model, point) => api.modules({ model, point }),
  dataStudy: api.dataStudy,
  shuffledStudy: api.shuffledStudy,
  depthStudy: api.depthStudy,
  blankStudy: api.blankStudy,
  costStudy: api.costStudy,
  /** What the models shown, or `models`, answer with the patterns elsewhere: `at` {dx, dy, dx2, dy2}. */
  trace: (at = {}, models = shown()) => api.trace({ ...numbers(), ...at, models }),
  granted: (question) => api.granted({ ...numbers(), models: shown(), ...question }),
  symmetries: (question) => api.symmetries({ ...numbers(), ...question }),
  lineage: api.lineage,
  traceNpz: (options) => api.archive("trace", { ...numbers(), models: shown(), ...options }),
  /** The answer to another question, `call`, as a NumPy archive. */
  archive: ({ call, ...question }) => api.archive(call, { ...numbers(), ...question }),
});
