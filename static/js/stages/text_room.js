// @ts-check
// Which of several texts fits: measured without a layout.

const pen = document.createElement("canvas").getContext("2d");
const fonts = new Map(); // class -> font

/** The first of `options` that is at most `room` px wide in the font of `element`, else the last; and its width. */
export function fitting(options, element, room) {
  if (!fonts.has(element.className) && element.isConnected) fonts.set(element.className, getComputedStyle(element).font);
  pen.font = fonts.get(element.className) ?? "12px sans-serif";
  const widthOf = (text) => pen.measureText(text).width + 1;
  const text = options.find((option) => widthOf(option) <= room) ?? options.at(-1);
  return { text, width: widthOf(text) };
}
