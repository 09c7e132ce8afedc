// A wall of small pictures, one chosen: one canvas, the mouse, and arrow keys (an ARIA listbox).
import { el } from "./dom.js";
import { paintCells } from "./figure_parts.js";

const GAP = 6;
const NUMBER = 14; // px of the line with a tile's number

let ids = 0;

/**
 * `count` tiles of `rows` x `columns` cells. `label` names the wall, `describe(id)` a tile. `order` (ids) is the order on
 * the wall, `group` tiles stand closer together. `across` fixes the tiles in a line. onChoose(id, cell or null), onHover({id, row, column} or null).
 */
export function mountWall(
  container,
  {
    label,
    count,
    rows,
    columns,
    describe,
    order = null,
    group = 1,
    across = null,
    tile = 56,
    numbers = true,
    onChoose,
    onHover,
  },
) {
  const own = `wall-${++ids}`;
  const canvas = el("canvas", { "aria-hidden": "true" });
  const option = el("div.visually-hidden", { role: "option", id: `${own}-option`, "aria-selected": "true" });
  const box = el(
    "div.wall",
    { role: "listbox", tabIndex: 0, "aria-label": label, "aria-activedescendant": option.id },
    canvas,
    option,
  );
  container.append(box);

  let at = order ?? Array.from({ length: count }, (_, i) => i);
  let content = null;
  let chosen = null;
  let lit = null; // a tile that something else points at
  let geometry = null;
  const bare = rows * columns === 1; // single values: cells without numbers, side by side

  function place() {
    const width = box.clientWidth - 4;
    if (width <= 0) return null;
    if (bare) {
      const line = across ?? count;
      const side = Math.max(6, Math.min(20, Math.floor(width / Math.min(line, Math.max(1, Math.floor(width / 8))))));
      const inLine = Math.min(line, Math.floor(width / side));
      return { width: side, height: side, near: side, apart: 0, pitchY: side, inLine };
    }
    let cell = Math.max(1, Math.round(tile / Math.max(rows, columns)));
    if (across) cell = Math.max(1, Math.min(cell, Math.floor((width / across - GAP) / columns)));
    const w = cell * columns,
      h = cell * rows;
    const near = group > 1 ? 2 : GAP; // between tiles of a group
    const groups = Math.max(1, Math.floor((width + GAP) / (group * (w + near) - near + GAP)));
    const inLine = across ?? groups * group;
    // Room that is left over goes between the groups, so that the wall ends where its colour bar does.
    const spare =
      across || at.length <= inLine
        ? 0
        : Math.min(GAP, (width - inLine * w - (inLine - groups) * near - (groups - 1) * GAP) / Math.max(1, groups - 1));
    return { width: w, height: h, near: w + near, apart: GAP - near + spare, pitchY: h + GAP + (numbers ? NUMBER : 0), inLine };
  }

  const corner = (position) => {
    const { inLine, near, apart, pitchY } = geometry;
    const column = position % inLine;
    return {
      x: Math.round(column * near + Math.floor(column / group) * apart) + 2,
      y: Math.floor(position / inLine) * pitchY + 2,
    };
  };

  function paint() {
    geometry = place();
    if (!geometry || !content) return;
    const ratio = window.devicePixelRatio || 1;
    const last = corner(at.length - 1);
    const right = corner(Math.min(at.length, geometry.inLine) - 1).x + geometry.width + 2;
    const bottom = last.y + geometry.height + (numbers && !bare ? NUMBER : 0) + 2;
    canvas.style.width = `${right}px`;
    canvas.style.height = `${bottom}px`;
    if (canvas.width !== Math.round(right * ratio)) canvas.width = Math.round(right * ratio);
    if (canvas.height !== Math.round(bottom * ratio)) canvas.height = Math.round(bottom * ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, right, bottom);
    const style = getComputedStyle(box);
    context.font = `10px ${style.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    const { map, values, scale } = content;
    at.forEach((id, position) => {
      const { x, y } = corner(position);
      paintCells(
        context,
        values(id),
        rows,
        columns,
        scale(id),
        map,
        x,
        y,
        bare ? geometry.width - 1 : geometry.width,
        bare ? geometry.height - 1 : geometry.height,
      );
      if (numbers && !bare) {
        context.fillStyle = id === chosen ? style.getPropertyValue("--ink") || style.color : style.color;
        context.fillText(String(id), x + geometry.width / 2, y + geometry.height + 4);
      }
    });
    const outline = (id, colour) => {
      if (id === null || !at.includes(id)) return;
      const { x, y } = corner(at.indexOf(id));
      context.strokeStyle = style.getPropertyValue(colour) || style.color;
      context.lineWidth = 2;
      context.strokeRect(x - 1, y - 1, geometry.width + (bare ? 1 : 2), geometry.height + (bare ? 1 : 2));
    };
    outline(chosen, "--chosen");
    outline(lit, "--accent");
  }

  function hit(event) {
    if (!geometry) return null;
    const area = canvas.getBoundingClientRect();
    const px = event.clientX - area.left,
      py = event.clientY - area.top;
    for (let position = 0; position < at.length; position++) {
      const { x, y } = corner(position);
      if (px < x || py < y || px >= x + geometry.width || py >= y + geometry.height) continue;
      return {
        id: at[position],
        row: Math.floor(((py - y) / geometry.height) * rows),
        column: Math.floor(((px - x) / geometry.width) * columns),
      };
    }
    return null;
  }

  function choose(id, cell = null) {
    onChoose?.(id, cell);
  }

  function show() {
    if (!geometry || chosen === null) return;
    const { y } = corner(at.indexOf(chosen));
    if (y < box.scrollTop) box.scrollTop = y - GAP;
    else if (y + geometry.pitchY > box.scrollTop + box.clientHeight) box.scrollTop = y + geometry.pitchY - box.clientHeight;
  }

  box.addEventListener("click", (event) => {
    const found = hit(event);
    if (found) choose(found.id, found);
  });
  box.addEventListener("pointermove", (event) => onHover?.(hit(event)));
  box.addEventListener("pointerleave", () => onHover?.(null));
  box.addEventListener("keydown", (event) => {
    if (!geometry || event.ctrlKey || event.metaKey || event.altKey) return;
    const { inLine } = geometry;
    const here = Math.max(0, at.indexOf(chosen));
    const target = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here - inLine,
      ArrowDown: here + inLine,
      Home: 0,
      End: at.length - 1,
      PageUp: here - 4 * inLine,
      PageDown: here + 4 * inLine,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the arrow keys belong to the wall here, not to the pattern
    const bounded = Math.min(at.length - 1, Math.max(0, target));
    if (bounded !== here || chosen === null) choose(at[bounded]);
  });

  const watcher = new ResizeObserver(paint);
  watcher.observe(box);

  return {
    element: box,
    canvas,
    /** content: {values(id) -> numbers, scale(id) -> {low, high}, map}, or {values(id) -> pixels, scale, map: null}; `id` is the chosen tile. */
    paint(next, id) {
      content = next;
      const moved = chosen !== id;
      chosen = id;
      option.textContent = id === null || id === undefined ? "" : describe(id);
      paint();
      if (moved) show();
    },
    /** Outline one more tile, or none (null). */
    light(id) {
      if (lit === id) return;
      lit = id;
      paint();
    },
    reorder(next) {
      at = next;
      paint();
    },
    where: (id) => (geometry ? corner(at.indexOf(id)) : null), // for tests: a tile's corner on the canvas
    destroy() {
      watcher.disconnect();
      box.remove();
    },
  };
}
