// @ts-check
// A small copy of the picture as it stands, with points on it: a person's mark, or everybody's as a heat map.
import { el, find } from "../ui/dom.js";

const SIDE = 168; // px
const HEAT = "#ff4fa3";

/** Points are [across, down] as shares of the sides. */
export function pictureWithPoints(label) {
  const canvas = el("canvas.pixels", { width: SIDE, height: SIDE, "aria-label": label, role: "img" });
  const context = canvas.getContext("2d");
  function paint(points) {
    const scene = find('[data-el="scene"]');
    canvas.height = Math.round((SIDE * scene.height) / scene.width);
    context.imageSmoothingEnabled = false;
    context.drawImage(scene, 0, 0, canvas.width, canvas.height);
    for (const [x, y] of points) {
      const [left, top] = [x * canvas.width, y * canvas.height];
      const glow = context.createRadialGradient(left, top, 0, left, top, 16);
      glow.addColorStop(0, `${HEAT}99`);
      glow.addColorStop(1, `${HEAT}00`);
      context.fillStyle = glow;
      context.fillRect(left - 16, top - 16, 32, 32);
      context.fillStyle = HEAT;
      context.fillRect(left - 1.5, top - 1.5, 3, 3);
    }
  }
  return { canvas, paint };
}
