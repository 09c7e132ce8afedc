// @ts-check
// The cells that a stage sees the picture in, as lines over it: by a switch, and while a stage of patches is pointed at.
import { words } from "../i18n/i18n.js";
import { explain } from "../ui/dom.js";

const { grid: TEXT } = await words("rows");

/** Pixels from one cell to the next; null where a stage has no cells, or a cell is a pixel. */
const cellOf = (point) => (point?.grid && point.stride > 1 ? point.stride : null);

/** What the switch shows: the patches of the first model that has some, else the largest cells of any stage. */
export function usualCell(models) {
  const points = models.flatMap((model) => model.points.filter(({ stage }) => stage));
  const patches = points.find((point) => point.axes.includes("token") && cellOf(point));
  return cellOf(patches) ?? (Math.max(0, ...points.map((point) => cellOf(point) ?? 0)) || null);
}

/** `draw(side or null)` draws the lines. Returns {show(on, models), point(point or null)}. */
export function createPatchGrid(button, { onTurn, draw }) {
  const now = { on: false, models: [], pointed: null };
  button.textContent = TEXT.title;
  button.addEventListener("click", () => onTurn(now.on ? "off" : "on"));
  function update() {
    const usual = usualCell(now.models);
    draw(cellOf(now.pointed) ?? (now.on ? usual : null));
    button.disabled = usual === null;
    explain(button, usual === null ? TEXT.none : TEXT.explain(usual));
    button.setAttribute("aria-pressed", String(now.on && usual !== null));
  }
  return {
    show(on, models) {
      Object.assign(now, { on, models });
      update();
    },
    point(pointed) {
      now.pointed = pointed;
      update();
    },
  };
}
