// What lies over the attention wall's cells: the names of heads and blocks, the query in every tile, and what is pointed at.
import { theme } from "../../ui/plot.js";
import { fresh } from "./source_map.js";
import { words } from "../../i18n/i18n.js";
import { corner } from "./attention_wall_layout.js";

const TEXT = await words("mixing");

const text = TEXT.wall;

/** Onto `canvas`: `left` and `top` px are for the names, a cell is `scale` px; `lit` {block, head, key} or null, `query` a token. */
export function drawOverlay(canvas, { shape, blocks, model, left, top, scale, lit, query, font, chosen }) {
  const context = fresh(canvas, left + shape.width * scale + 2, top + shape.height * scale + 2);
  const { muted, ink, family } = theme();
  context.font = `11px ${font}`;
  context.fillStyle = muted;
  context.textBaseline = "middle";
  blocks.forEach((_, block) =>
    context.fillText(
      shape.columns * scale > 44 ? text.block(block + 1) : String(block + 1),
      left + corner(shape, block, 0).x * scale,
      top / 2,
    ),
  );
  for (let head = 0; head < shape.heads; head++)
    context.fillText(text.head(head + 1), 0, top + (corner(shape, 0, head).y + shape.rows / 2) * scale);
  const mark = (token, colour, width) => {
    const rect =
      token < shape.prefix
        ? { x: token, y: shape.rows + 1 }
        : { x: (token - shape.prefix) % shape.columns, y: Math.floor((token - shape.prefix) / shape.columns) };
    context.strokeStyle = colour;
    context.lineWidth = width;
    blocks.forEach((_, block) => {
      for (let head = 0; head < shape.heads; head++) {
        const { x, y } = corner(shape, block, head);
        context.strokeRect(left + (x + rect.x) * scale + 0.5, top + (y + rect.y) * scale + 0.5, scale - 1, scale - 1);
      }
    });
  };
  if (lit) {
    mark(lit.key, ink, 1);
    const { x, y } = corner(shape, lit.block, lit.head);
    context.strokeStyle = family(model.family);
    context.lineWidth = 2;
    context.strokeRect(left + x * scale - 1, top + y * scale - 1, shape.columns * scale + 2, shape.rows * scale + 2);
  }
  mark(query, chosen, 1.5);
}
