// A wall of small pictures, one chosen: one canvas, the mouse, and arrow keys (an ARIA listbox).
import { sharp } from "./canvas.js";
import { el } from "./dom.js";
import { paintCells } from "./figure_parts.js";
import { cornerOf, extentOf, GAP, placeTiles, positionAfter, tileAt } from "./tile_geometry.js";

const DEFAULTS = { order: null, group: 1, across: null, tile: 56, numbers: true };

let ids = 0;

/**
 * `count` tiles of `rows` x `columns` cells. `label` names the wall, `describe(id)` a tile. `order` (ids) is the order on
 * the wall, `group` tiles stand closer together. `across` fixes the tiles in a line. onChoose(id, cell or null),
 * onHover({id, row, column} or null).
 */
export function mountWall(container, given) {
  const options = { ...DEFAULTS, ...given };
  const wall = {
    ...elements(options.label),
    options,
    at: options.order ?? Array.from({ length: options.count }, (_, i) => i), // the ids, by position
    content: null,
    chosen: null,
    lit: null, // a tile that something else points at
    geometry: null,
  };
  container.append(wall.box);
  listen(wall);
  const watcher = new ResizeObserver(() => paint(wall));
  watcher.observe(wall.box);
  return {
    element: wall.box,
    canvas: wall.canvas,
    /** content: {values(id) -> numbers, scale(id) -> {low, high}, map}, or {values(id) -> pixels, scale, map: null}; `id` is the chosen tile. */
    paint(content, id) {
      const moved = wall.chosen !== id;
      Object.assign(wall, { content, chosen: id });
      const none = id === null || id === undefined;
      wall.option.textContent = none ? "" : options.describe(id);
      wall.option.hidden = none; // an option without a name is none
      if (none) wall.box.removeAttribute("aria-activedescendant");
      else wall.box.setAttribute("aria-activedescendant", wall.option.id);
      paint(wall);
      if (moved) scrollToChosen(wall);
    },
    /** Outline one more tile, or none (null). */
    light(id) {
      if (wall.lit === id) return;
      wall.lit = id;
      paint(wall);
    },
    reorder(next) {
      wall.at = next;
      paint(wall);
    },
    where: (id) => (wall.geometry ? cornerOf(wall.geometry, wall.at.indexOf(id)) : null), // for tests: a tile's corner on the canvas
    destroy() {
      watcher.disconnect();
      wall.box.remove();
    },
  };
}

function elements(label) {
  const own = `wall-${++ids}`;
  const canvas = el("canvas", { "aria-hidden": "true" });
  const option = el("div.visually-hidden", { role: "option", id: `${own}-option`, "aria-selected": "true" });
  const role = { role: "listbox", tabIndex: 0, "aria-label": label };
  return { canvas, option, box: el("div.wall", role, canvas, option) };
}

function paint(wall) {
  const { box, canvas, at, content, options } = wall;
  wall.geometry = placeTiles({ ...options, count: at.length }, box.clientWidth - 4);
  if (!wall.geometry || !content) return;
  const { width, height } = extentOf(wall.geometry);
  const drawing = sharp(canvas, width, height);
  const style = getComputedStyle(box);
  at.forEach((id, position) => paintTile(wall, drawing, id, position));
  if (options.numbers && !wall.geometry.bare) writeNumbers(wall, drawing, style);
  outline(wall, drawing, wall.chosen, style.getPropertyValue("--chosen") || style.color);
  outline(wall, drawing, wall.lit, style.getPropertyValue("--accent") || style.color);
}

function paintTile({ geometry, content, options: { rows, columns } }, drawing, id, position) {
  const { x, y } = cornerOf(geometry, position);
  const { map, values, scale } = content;
  const gap = geometry.bare ? 1 : 0;
  paintCells(drawing, values(id), rows, columns, scale(id), map, x, y, geometry.width - gap, geometry.height - gap);
}

function writeNumbers({ geometry, at, chosen }, drawing, style) {
  Object.assign(drawing, { font: `10px ${style.fontFamily}`, textAlign: "center", textBaseline: "top" });
  at.forEach((id, position) => {
    const { x, y } = cornerOf(geometry, position);
    drawing.fillStyle = id === chosen ? style.getPropertyValue("--ink") || style.color : style.color;
    drawing.fillText(String(id), x + geometry.width / 2, y + geometry.height + 4);
  });
}

function outline({ geometry, at }, drawing, id, colour) {
  const position = id === null ? -1 : at.indexOf(id);
  if (position < 0) return;
  const { x, y } = cornerOf(geometry, position);
  const more = geometry.bare ? 1 : 2;
  Object.assign(drawing, { strokeStyle: colour, lineWidth: 2 });
  drawing.strokeRect(x - 1, y - 1, geometry.width + more, geometry.height + more);
}

function scrollToChosen({ box, geometry, at, chosen }) {
  if (!geometry || chosen === null) return;
  const { y } = cornerOf(geometry, at.indexOf(chosen));
  if (y < box.scrollTop) box.scrollTop = y - GAP;
  else if (y + geometry.pitchY > box.scrollTop + box.clientHeight) box.scrollTop = y + geometry.pitchY - box.clientHeight;
}

/** {id, row, column} under the pointer, or null. */
function hit({ canvas, geometry, at, options }, { clientX, clientY }) {
  if (!geometry) return null;
  const area = canvas.getBoundingClientRect();
  const found = tileAt(geometry, options, clientX - area.left, clientY - area.top);
  return found && { id: at[found.position], row: found.row, column: found.column };
}

function listen(wall) {
  const { box, options } = wall;
  const { onChoose, onHover } = options;
  box.addEventListener("click", (event) => {
    const found = hit(wall, event);
    if (found) onChoose?.(found.id, found);
  });
  box.addEventListener("pointermove", (event) => onHover?.(hit(wall, event)));
  box.addEventListener("pointerleave", () => onHover?.(null));
  box.addEventListener("keydown", (event) => {
    if (!wall.geometry || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = Math.max(0, wall.at.indexOf(wall.chosen));
    const target = positionAfter(event.key, here, wall.geometry);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation(); // the arrow keys belong to the wall here, not to the pattern
    if (target !== here || wall.chosen === null) onChoose?.(wall.at[target], null);
  });
}
