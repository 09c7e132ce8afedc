// @ts-check
// Which of several texts fits: measured without a layout.

const pen = document.createElement("canvas").getContext("2d");
const fonts = new Map(); // class -> font

function fontOf(element) {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  return `${fontWeight} ${fontSize} ${fontFamily}`;
}

/** The first of `options` that is at most `room` px wide in the font of `element`, else the last; and its width. */
export function fitting(options, element, room) {
  if (!fonts.has(element.className)) fonts.set(element.className, fontOf(element));
  pen.font = fonts.get(element.className);
  const widthOf = (text) => Math.ceil(pen.measureText(text).width) + 1;
  const text = options.find((option) => widthOf(option) <= room) ?? options.at(-1);
  return { text, width: widthOf(text) };
}
