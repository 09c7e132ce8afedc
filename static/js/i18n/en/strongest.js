// Every sentence of the view "Top pictures".
import { count as number } from "../../lib/format.js";

const pictures = (n) => (n === 1 ? "the one picture asked" : `all ${number(n)} pictures asked`);
const several = { channel: "channels", unit: "units" };
const everywhere = { channel: "at every position of ", unit: "in " };

export default {
  title: "Top pictures",
  explain:
    "In which pictures the value of this [[channel]] or [[unit]] is largest, and which channels or units of the [[stage]] answer to no picture.",
  working: "Asking the model about many pictures…",
  end: "Which values count",
  ends: { highest: "Largest", lowest: "Smallest" },
  sets: "Which pictures are asked",
  names: { samples: "Samples", generated: "Generated", test: "Test pictures", own: "Yours" },
  progress: "How many pictures have been asked",
  done: (done, of) => `${number(done)} of ${number(of)} pictures`,
  cancel: "Cancel",
  cancelled: "Cancelled.",
  range: ({ name, pictures: n, positions, low, high }) =>
    `In ${pictures(n)}, ${name} is between ${low} and ${high}${positions > 1 ? `, over ${number(positions)} positions each` : ""}.`,
  always: ({ name, pictures: n, positions, value }) =>
    `In ${pictures(n)}, ${name} is ${value}${positions > 1 ? ` at every one of ${number(positions)} positions` : ""}: no picture is stronger than another.`,
  now: {
    highest: (name, value, where) => `In the picture shown now, the largest value of ${name} is ${value} (${where}).`,
    lowest: (name, value, where) => `In the picture shown now, the smallest value of ${name} is ${value} (${where}).`,
    alone: (name, value) => `In the picture shown now, ${name} is ${value}.`,
  },
  rest: (value) => `In all other pictures asked it is ${value} everywhere.`,
  whole: "whole picture",
  take: "Makes this picture the one that all models see",
  one: {
    samples: (title) => title,
    generated: (n, rows) => (rows === 28 ? `generated digit ${n}` : `generated picture ${n}`),
    test: (n) => `test picture ${n}`,
    own: (n) => `your picture ${n}`,
  },
  ranked: {
    positions: {
      highest: (one) =>
        `Ranked by the largest value that the ${one} has at any position, with its sign; each picture stands once, with the first position of that value.`,
      lowest: (one) =>
        `Ranked by the smallest value that the ${one} has at any position, with its sign; each picture stands once, with the first position of that value.`,
    },
    alone: {
      highest: (one) => `Ranked by the one value that the ${one} has for a picture, with its sign, the largest first.`,
      lowest: (one) => `Ranked by the one value that the ${one} has for a picture, with its sign, the smallest first.`,
    },
  },
  frames: {
    part: "The frame holds all that the value can depend on: the theoretical [[receptive field|receptive-field]] of its position. What of it lies outside the picture is not drawn.",
    whole: "Each value can depend on the whole picture, so the frame is all of it.",
    none: "No pixel can change the value of a picture without a frame.",
  },
  which: (list) => `Asked: ${list.join("; ")}. Each stands where it stands at first.`,
  asked: {
    samples: (n) => `the ${number(n)} samples of this kind of picture`,
    generated: (n, fit) =>
      fit === "digits"
        ? `${number(n)} generated digits (the samples’ strokes bent, turned, stretched and drawn with other pens, always the same)`
        : `all ${number(n)} pairs of the two letters in one row, 4 or 8 pixels apart`,
    test: (n) => `the first ${number(n)} test pictures of the data set`,
    own: (n) => (n === 1 ? "1 picture of yours" : `${number(n)} pictures of yours`),
  },
  bring: "Pictures that you upload or draw are asked as well.",
  forgotten: "The server no longer has your earlier pictures: upload them again to have them asked.",
  note: "They are the strongest among the pictures asked only; others may be stronger. What the frames have in common is for you to find: no test of it is made here.",
  dead: "Which ones never answer?",
  silent: (n, count, axis, asked) =>
    n === 0
      ? `None of the ${count} ${several[axis]} is 0 ${everywhere[axis]}${pictures(asked)}.`
      : `${n} of ${count} ${several[axis]} ${n === 1 ? "is" : "are"} 0 ${everywhere[axis]}${pictures(asked)}.`,
  constant: (n, count, axis, asked) =>
    n === 0
      ? `None of the ${count} ${several[axis]} has one and the same value ${everywhere[axis]}${pictures(asked)}.`
      : `${n} of ${count} ${several[axis]} ${n === 1 ? "has" : "have"} one and the same value ${everywhere[axis]}${pictures(asked)}.`,
  more: (n) => `and ${n} more`,
  perStage: "Stages of this model",
  columns: ["stage", "holds", "always 0", "always the same"],
  deadNote:
    "Always 0 is counted where no value of a stage is below 0 in these pictures, as after a [[ReLU|relu]]: never above 0 at any position. Always the same: largest and smallest value are equal, and not counted as always 0. Both are said of the pictures asked, not of all there could be.",
};
