// Where things go inside a row: how tiles fill a card, where cards stand on the depth axis. Pure; CSS pixels.

export const GUTTER = 1;

/**
 * Fill `box` {width, height} with up to `count` tiles of `rows` x `columns` cells, each cell a whole number of pixels:
 * many tiles and a full box are both good, and a tile more counts the less the more there are.
 * A tile larger than the box is thinned: every `step`-th cell is drawn.
 */
export function packTiles({ rows, columns, count }, box) {
  const step = Math.max(1, Math.ceil(rows / box.height), Math.ceil(columns / box.width));
  const cells = { rows: Math.ceil(rows / step), columns: Math.ceil(columns / step) };
  const options = [];
  for (let scale = 1; cells.columns * scale <= box.width && cells.rows * scale <= box.height; scale++) {
    const [width, height] = [cells.columns * scale, cells.rows * scale];
    const most = Math.min(count, Math.floor((box.width + GUTTER) / (width + GUTTER)));
    const down = Math.min(Math.ceil(count / most), Math.floor((box.height + GUTTER) / (height + GUTTER)));
    const shown = Math.min(count, most * down);
    options.push({ scale, shown, across: Math.ceil(shown / down), area: shown * width * height });
  }
  const worth = ({ area, shown }) => area * Math.log2(1 + shown);
  const { scale, across, shown } = options.reduce((best, option) => (worth(option) > worth(best) ? option : best));
  const pitch = { x: cells.columns * scale + GUTTER, y: cells.rows * scale + GUTTER };
  return {
    kind: "tiles",
    rows,
    columns,
    step,
    scale,
    across,
    shown,
    pitch,
    width: across * pitch.x - GUTTER,
    height: Math.ceil(shown / across) * pitch.y - GUTTER,
  };
}

/** The largest cell at which `count` units, flowing in rows, fit the box. */
export function unitScale(count, box) {
  let scale = 1;
  while (Math.floor(box.width / (scale + 1)) * Math.floor(box.height / (scale + 1)) >= count) scale++;
  return scale;
}

/** Units have no neighbours, so they may flow: as many columns as the box asks for, cells of `scale` pixels. */
export function packUnits(count, box, scale = unitScale(count, box)) {
  const down = Math.min(count, Math.max(1, Math.floor(box.height / scale)));
  const across = Math.ceil(count / down);
  return {
    kind: "units",
    count,
    scale,
    across,
    down: Math.ceil(count / across),
    shown: count,
    width: across * scale,
    height: Math.ceil(count / across) * scale,
  };
}

/** What lies under a pixel of a packed canvas: {tile, row, column, cell} or null (gutter, outside, past the last). */
export function hit(pack, x, y) {
  if (x < 0 || y < 0 || x >= pack.width || y >= pack.height) return null;
  if (pack.kind === "units") {
    const cell = Math.floor(y / pack.scale) * pack.across + Math.floor(x / pack.scale);
    return cell < pack.count ? { tile: 0, cell, row: null, column: null } : null;
  }
  const tile = Math.floor(y / pack.pitch.y) * pack.across + Math.floor(x / pack.pitch.x);
  const column = Math.floor((x % pack.pitch.x) / pack.scale) * pack.step;
  const row = Math.floor((y % pack.pitch.y) / pack.scale) * pack.step;
  if (tile >= pack.shown || row >= pack.rows || column >= pack.columns) return null;
  return { tile, row, column, cell: row * pack.columns + column };
}

/** Top left corner of a tile in its canvas. */
export const corner = (pack, tile) => ({
  x: (tile % pack.across) * pack.pitch.x,
  y: Math.floor(tile / pack.across) * pack.pitch.y,
});

/**
 * Room for each card of each row on one depth axis: `rows` is a list of lists of depths, `width` the axis in pixels.
 * A depth means the same x in every row. Returns a list of lists {x (centre), left, right}: the room between the middles
 * to its neighbours, less the gap.
 */
export function placeOnDepth(rows, width, gap) {
  const depths = rows.flat();
  if (!depths.length) return [];
  const closest = Math.min(...rows.flatMap((row) => row.slice(1).map((depth, i) => depth - row[i])), 1);
  const [first, last] = [Math.min(...depths), Math.max(...depths)];
  // The outermost cards keep half of the smallest distance as room outside their centre.
  const scale = width / (last - first + closest);
  const x = (depth) => (depth - first + closest / 2) * scale;
  return rows.map((row) =>
    row.map((depth, i) => ({
      x: x(depth),
      left: i ? (x(row[i - 1]) + x(depth)) / 2 + gap / 2 : 0,
      right: i < row.length - 1 ? (x(depth) + x(row[i + 1])) / 2 - gap / 2 : width,
    })),
  );
}

/** The left edge of something `wide` that wants its centre at `room.x` and must stay between `room.left` and `room.right`. */
export const centred = (room, wide) => Math.max(room.left, Math.min(room.right - wide, room.x - wide / 2));

/** Cards of one row side by side at the same distances, at least `least` wide: where a depth axis would make them overlap. */
export function placeEvenly(count, width, gap, least) {
  const pitch = Math.max(least + gap, (width + gap) / count);
  return Array.from({ length: count }, (_, i) => ({
    x: i * pitch + (pitch - gap) / 2,
    left: i * pitch,
    right: (i + 1) * pitch - gap,
  }));
}

/** As placeOnDepth, but a row whose cards would be narrower than `least` is placed evenly and does not press the others together. */
export function placeRows(rows, width, gap, least) {
  const dense = (depths) => {
    if (depths.length < 2) return false;
    const closest = Math.min(...depths.slice(1).map((depth, i) => depth - depths[i]));
    return (closest * width) / (depths.at(-1) - depths[0] + closest) < least + gap;
  };
  const tight = new Set(rows.filter(dense));
  const axis = placeOnDepth(
    rows.filter((row) => !tight.has(row)),
    width,
    gap,
  );
  return rows.map((row) => (tight.has(row) ? placeEvenly(row.length, width, gap, least) : axis.shift()));
}
