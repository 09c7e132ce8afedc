// The wall itself: the cells of every head, what lies over them, and what lies under the pointer.
import { words } from "../../../i18n/i18n.js";
import { colourMap } from "../../../lib/colour.js";
import { el, takeArrow } from "../../../ui/dom.js";
import { theme, themeName } from "../../../ui/plot.js";
import { hitWall, paintWall } from "./attention_wall_layout.js";
import { LEFT, TOP, drawOverlay } from "./attention_wall_overlay.js";

const TEXT = await words("mixing");

const LARGEST = 11; // px of a patch

/** `data`: as of attention_wall.js. Handlers: point(found or null), pick(found), step(dx, dy). */
export class WallPicture {
  constructor(container, { point, pick, step }) {
    this.container = container;
    this.scale = LARGEST;
    this.data = null;
    this.cells = el("canvas.lwall-cells", { "aria-hidden": "true" });
    this.lines = el("canvas.lwall-lines", { "aria-hidden": "true" });
    const label = { tabIndex: 0, role: "application", "aria-label": TEXT.wall.label };
    this.element = el("div.lwall", label, this.cells, this.lines);
    this.element.addEventListener("pointermove", (event) => point(this.at(event)));
    this.element.addEventListener("pointerleave", () => point(null));
    this.element.addEventListener("click", (event) => pick(this.at(event)));
    this.element.addEventListener("keydown", (event) => {
      const arrow = takeArrow(event);
      if (arrow) step(...arrow);
    });
  }

  /** Whole pixels per patch, as many as there is room for. */
  arrange(data) {
    this.data = data;
    const { width, height } = data.shape;
    const room = (this.element.parentElement.clientWidth || 600) - LEFT - 2;
    const scale = (this.scale = Math.max(1, Math.min(LARGEST, Math.floor(room / width))));
    const [wide, high] = [width * scale, height * scale];
    Object.assign(this.cells, { width, height });
    Object.assign(this.cells.style, { left: `${LEFT}px`, top: `${TOP}px`, width: `${wide}px`, height: `${high}px` });
    Object.assign(this.element.style, { width: `${LEFT + wide + 2}px`, height: `${TOP + high + 2}px` });
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  paint(asking) {
    const { shape, matrices, high } = this.data;
    paintWall(this.pixels, shape, matrices, asking, high, colourMap(themeName(), false));
    this.cells.getContext("2d").putImageData(this.image, 0, 0);
    this.element.dataset.query = String(asking);
  }

  /** `marks`: {lit, asking, picture}. */
  outline(marks) {
    const font = getComputedStyle(this.element).fontFamily;
    drawOverlay(this.lines, font, this.data, this.scale, { ...marks, chosen: this.chosenColour() });
  }

  chosenColour() {
    return getComputedStyle(this.container).getPropertyValue("--chosen").trim() || theme().accent;
  }

  /** {block, head, key} of the cell under the pointer, or null. */
  at(event) {
    if (!this.data) return null;
    const area = this.cells.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    return hitWall(this.data.shape, Math.floor(x / this.scale), Math.floor(y / this.scale));
  }
}
