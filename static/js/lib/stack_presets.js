// Stacks worth comparing, by the names that links use (their titles: i18n).
import { formatStack, parseStack } from "./kernel_stack.js";

const conv = (kernel, channels, stride = 1) => `${kernel}.${stride}.${channels}`;
const times = (n, part) => Array(n).fill(part);
const vgg = [
  [2, 64],
  [2, 128],
  [3, 256],
  [3, 512],
  [3, 512],
].flatMap(([n, channels]) => [...times(n, conv(3, channels)), "p2.2"]);
const resnet = [
  conv(7, 64, 2),
  "p3.2",
  ...times(4, conv(3, 64)),
  ...[128, 256, 512].flatMap((channels) => [conv(3, channels, 2), ...times(3, conv(3, channels))]),
];

export const PRESETS = {
  "two-3x3": ["56.64", ...times(2, conv(3, 64))].join("_"),
  "one-5x5": ["56.64", conv(5, 64)].join("_"),
  "three-3x3": ["56.64", ...times(3, conv(3, 64))].join("_"),
  "one-7x7": ["56.64", conv(7, 64)].join("_"),
  "sixteen-3x3": ["56.64", ...times(16, conv(3, 64))].join("_"),
  "five-3x3-pools": ["56.64", conv(3, 64), "p3.2", ...times(2, conv(3, 64)), "p3.2", ...times(2, conv(3, 64))].join("_"),
  vgg16: ["224.3", ...vgg].join("_"),
  resnet18: ["224.3", ...resnet].join("_"),
};

/** A stack from a link: a preset's name or the stack itself. Null if it is neither. */
export const fromLink = (text) => parseStack(Object.hasOwn(PRESETS, text ?? "") ? PRESETS[text] : text);

/** The name of the preset that a stack is, or null. */
export const nameOf = (stack) => Object.keys(PRESETS).find((name) => PRESETS[name] === formatStack(stack)) ?? null;

/** As short as a link can say it. */
export const toLink = (stack) => nameOf(stack) ?? formatStack(stack);
