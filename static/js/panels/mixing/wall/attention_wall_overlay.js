// What lies over the wall's cells, in device pixels: names of blocks and heads, the asking patch and the one under the pointer.
import { words } from "../../../i18n/i18n.js";
import { outlinePath, sharp } from "../../../ui/canvas.js";
import { theme } from "../../../ui/plot.js";
import { corner } from "./attention_wall_layout.js";

const TEXT = await words("mixing");

export const LEFT = 52; // px for the names of heads
export const TOP = 18; // px for the names of blocks
const WIDE = 44; // px of a block's column from which its whole name fits

/** `marks`: {lit: {block, head, key} or null, asking: token, chosen: colour of the asking token, picture: what the model received}. */
export function drawOverlay(canvas, font, { shape, blocks, model }, scale, { lit, asking, chosen, picture }) {
  const context = sharp(canvas, LEFT + shape.width * scale + 2, TOP + shape.height * scale + 2);
  names(context, font, shape, blocks.length, scale);
  if (picture?.shape[0] === 1) outlines(context, shape, blocks.length, scale, picture);
  if (lit) {
    mark(context, shape, blocks.length, scale, lit.key, theme().ink, 1);
    const { x, y } = corner(shape, lit.block, lit.head);
    context.strokeStyle = theme().family(model.family);
    context.lineWidth = 2;
    context.strokeRect(LEFT + x * scale - 1, TOP + y * scale - 1, shape.columns * scale + 2, shape.rows * scale + 2);
  }
  mark(context, shape, blocks.length, scale, asking, chosen, 1.5);
}

function names(context, font, shape, blocks, scale) {
  context.font = `11px ${font}`;
  context.fillStyle = theme().muted;
  context.textBaseline = "middle";
  for (let block = 0; block < blocks; block++) {
    const name = shape.columns * scale > WIDE ? TEXT.wall.block(block + 1) : String(block + 1);
    context.fillText(name, LEFT + corner(shape, block, 0).x * scale, TOP / 2);
  }
  for (let head = 0; head < shape.heads; head++)
    context.fillText(TEXT.wall.head(head + 1), 0, TOP + (corner(shape, 0, head).y + shape.rows / 2) * scale);
}

/** The outline of what is drawn in a grey picture, over every tile; a photo has no such edge. */
function outlines(context, shape, blocks, scale, picture) {
  const path = outlinePath(picture, { scale: (shape.columns * scale) / picture.shape[2], threshold: 96 });
  context.strokeStyle = theme().ink;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  for (let block = 0; block < blocks; block++)
    for (let head = 0; head < shape.heads; head++) {
      const { x, y } = corner(shape, block, head);
      context.save();
      context.translate(LEFT + x * scale, TOP + y * scale);
      context.stroke(path);
      context.restore();
    }
  context.globalAlpha = 1;
}

/** One token's outline in every head of every block; a prefix token stands in the strip below the patches. */
function mark(context, shape, blocks, scale, token, colour, width) {
  const patch = token - shape.prefix;
  const cell = patch < 0 ? { x: token, y: shape.rows + 1 } : { x: patch % shape.columns, y: Math.floor(patch / shape.columns) };
  context.strokeStyle = colour;
  context.lineWidth = width;
  for (let block = 0; block < blocks; block++)
    for (let head = 0; head < shape.heads; head++) {
      const { x, y } = corner(shape, block, head);
      context.strokeRect(LEFT + (x + cell.x) * scale + 0.5, TOP + (y + cell.y) * scale + 0.5, scale - 1, scale - 1);
    }
}
