// Where the tiles of a wall stand on its canvas. Pure; all sizes in CSS pixels.

export const GAP = 6;
const NUMBER = 14; // the line with a tile's number
const EDGE = 2; // around the wall, for the outline of a tile at its end

/**
 * {width, height} of a tile of `rows` x `columns` cells; `near` from one tile to the next of its group, `apart` what comes on
 * top between groups, `pitchY` from line to line, `inLine` tiles in a line, `count` tiles, `bare`: single values, without
 * numbers, side by side. null where there is no room (the wall is out of sight).
 */
export function placeTiles(options, room) {
  if (room <= 0) return null;
  const { rows, columns, count } = options;
  return rows * columns === 1 ? placeValues(options, room) : { ...placePictures(options, room), bare: false, count };
}

function placeValues({ count, across }, room) {
  const line = across ?? count;
  const side = Math.max(6, Math.min(20, Math.floor(room / Math.min(line, Math.max(1, Math.floor(room / 8))))));
  const inLine = Math.min(line, Math.floor(room / side));
  return { width: side, height: side, near: side, apart: 0, pitchY: side, inLine, group: 1, below: 0, bare: true, count };
}

function placePictures({ rows, columns, count, across, tile, group, numbers }, room) {
  let cell = Math.max(1, Math.round(tile / Math.max(rows, columns)));
  if (across) cell = Math.max(1, Math.min(cell, Math.floor((room / across - GAP) / columns)));
  const [width, height] = [cell * columns, cell * rows];
  const between = group > 1 ? 2 : GAP; // tiles of a group
  const groups = Math.max(1, Math.floor((room + GAP) / (group * (width + between) - between + GAP)));
  const inLine = across ?? groups * group;
  // Room that is left over goes between the groups, so that the wall ends where its colour bar does.
  const left = room - inLine * width - (inLine - groups) * between - (groups - 1) * GAP;
  const spare = across || count <= inLine ? 0 : Math.min(GAP, left / Math.max(1, groups - 1));
  const below = numbers ? NUMBER : 0;
  return {
    width,
    height,
    near: width + between,
    apart: GAP - between + spare,
    pitchY: height + GAP + below,
    inLine,
    group,
    below,
  };
}

/** The left upper corner of the tile at a position. */
export function cornerOf({ inLine, near, apart, pitchY, group }, position) {
  const column = position % inLine;
  return {
    x: Math.round(column * near + Math.floor(column / group) * apart) + EDGE,
    y: Math.floor(position / inLine) * pitchY + EDGE,
  };
}

/** How large the canvas has to be. */
export function extentOf(geometry) {
  const { count, inLine, width, height, below } = geometry;
  return {
    width: cornerOf(geometry, Math.min(count, inLine) - 1).x + width + EDGE,
    height: cornerOf(geometry, count - 1).y + height + below + EDGE,
  };
}

/** {position, row, column}: the tile under a point, and which of its `rows` x `columns` cells; null between the tiles. */
export function tileAt(geometry, { rows, columns }, px, py) {
  const { width, height, count } = geometry;
  for (let position = 0; position < count; position++) {
    const { x, y } = cornerOf(geometry, position);
    if (px < x || py < y || px >= x + width || py >= y + height) continue;
    return { position, row: Math.floor(((py - y) / height) * rows), column: Math.floor(((px - x) / width) * columns) };
  }
  return null;
}

/** The position that a key leads to, within the wall; null for any other key. */
export function positionAfter(key, here, { inLine, count }) {
  const target = {
    ArrowLeft: here - 1,
    ArrowRight: here + 1,
    ArrowUp: here - inLine,
    ArrowDown: here + inLine,
    Home: 0,
    End: count - 1,
    PageUp: here - 4 * inLine,
    PageDown: here + 4 * inLine,
  }[key];
  return target === undefined ? null : Math.min(count - 1, Math.max(0, target));
}
