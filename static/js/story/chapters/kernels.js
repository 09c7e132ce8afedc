// Small filters, one upon the other: how far they see, and what they cost.
import { squares, trace } from "../../lib/kernel_stack.js";
import { fromLink } from "../../lib/stack_presets.js";
import { VIEW, isView, tabOf } from "./parts.js";

const CNN = "digits-cnn";
const FIRST = `${CNN}/act1`;
const ONE_3X3 = "56.64_3.1.64";
const SIDE_A = '[data-el="stack"] .half:first-child';
const FUNNEL_A = `${SIDE_A} .figures figure:last-child`;
const FUNNEL_B = '[data-el="stack"] .half:last-child .figures figure:last-child';
const COMPARED = '[data-el="stack"] .compare';
const pairButton = (name) => `[data-el="stack"] [data-pair="${name}"]`;

const kernelsOf = (link) => fromLink(link)?.layers.map(({ kernel }) => kernel) ?? [];
const sizeOf = (link) => trace(fromLink(link)).at(-1).size;
/** Of stacks that keep their channels: weights in C². */
const weightsOf = (link) => squares(fromLink(link));

export default {
  id: "kernels",
  models: [CNN],
  steps: [
    {
      kind: "do",
      state: { stage: FIRST },
      point: tabOf("weights"),
      look: VIEW,
      done: (state) => state.stage === FIRST && isView(state, "weights"),
      values(numbers) {
        const [filters, , size] = numbers.weights(CNN, "conv1.weight");
        const [, channels] = numbers.weights(CNN, "conv2.weight");
        return { stage: numbers.title(FIRST), filters, size, next: numbers.title(`${CNN}/act2`), channels };
      },
    },
    {
      kind: "predict",
      state: { section: "stack", stack: ONE_3X3, against: "one-5x5" },
      choices: ["five", "six", "nine"],
      point: `${SIDE_A} [data-add="conv"]`,
      look: FUNNEL_A,
      done: ({ stack }) => kernelsOf(stack).join() === "3,3",
      truth: ({ state: { stack } }) => ({ 5: "five", 6: "six", 9: "nine" })[sizeOf(stack)],
      values: ({ state: { stack } }) => ({ size: fromLink(stack) ? sizeOf(stack) : "" }),
    },
    {
      kind: "predict",
      state: { section: "stack", stack: "two-3x3", against: ONE_3X3 },
      choices: ["two", "one"],
      point: pairButton("two-3x3/one-5x5"),
      look: COMPARED,
      done: ({ stack, against }) => stack === "two-3x3" && against === "one-5x5",
      truth: () => (weightsOf("two-3x3") < weightsOf("one-5x5") ? "two" : "one"),
      values() {
        const [two, one] = ["two-3x3", "one-5x5"].map(weightsOf);
        return { two, one, less: Math.round(100 * (1 - two / one)) };
      },
      source: "arXiv:1409.1556",
    },
    {
      kind: "ask",
      state: { section: "stack", stack: "three-3x3", against: "one-5x5" },
      choices: ["five", "seven", "nine"],
      point: FUNNEL_A,
      look: FUNNEL_A,
      truth: () => ({ 5: "five", 7: "seven", 9: "nine" })[sizeOf("three-3x3")],
      values: () => ({ size: sizeOf("three-3x3"), three: weightsOf("three-3x3"), one: weightsOf("one-7x7") }),
    },
    {
      kind: "ask",
      state: { section: "stack", stack: "sixteen-3x3", against: "five-3x3-pools" },
      choices: ["a", "b", "alike"],
      point: [FUNNEL_A, FUNNEL_B],
      look: COMPARED,
      truth() {
        const [a, b] = ["sixteen-3x3", "five-3x3-pools"].map(sizeOf);
        return a === b ? "alike" : a > b ? "a" : "b";
      },
      values: () => ({ a: sizeOf("sixteen-3x3"), b: sizeOf("five-3x3-pools") }),
    },
  ],
};
