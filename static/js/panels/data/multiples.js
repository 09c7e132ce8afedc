// The same weights along a curve: one column for each number of digits, one line for each picture of weights.
import { words } from "../../i18n/i18n.js";
import { count } from "../../lib/format.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { el } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { networkOf } from "./networks.js";
import { picturesOf } from "./tiles.js";
import { paintWall } from "./walls.js";

const TEXT = await words("data");
const SIDE = 112; // px of a wall

/** `label(network)` gives what stands above a column. Returns {element, show(context, models)}: networks of one form, which have one anatomy. */
export function createMultiples(label) {
  const waiting = createWaiting();
  const grid = el("div.multiples");
  const scrolls = el("div.scrolls", { tabIndex: 0, role: "group", "aria-label": TEXT.multiples.label }, grid);
  const element = el("div", {}, waiting.element, scrolls);
  let asked = "";

  async function show(context, models, theme) {
    const question = [theme, ...models].join();
    if (question === asked || !models.length) return;
    asked = question;
    waiting.busy(TEXT.multiples.busy);
    try {
      const { pictures } = await context.request.model(models[0]);
      const shown = picturesOf({ pictures });
      const arrays = await Promise.all(
        shown.map(({ parameter }) => Promise.all(models.map((model) => readWeights(context.request, model, parameter)))),
      );
      if (question !== asked) return; // another form was chosen meanwhile
      draw(grid, { models, shown, arrays, label });
      waiting.done();
      element.dataset.shown = models.join();
    } catch (error) {
      if (question !== asked) return;
      asked = "";
      waiting.fail(error.message, () => show(context, models, theme));
    }
  }
  return { element, show };
}

function draw(grid, { models, shown, arrays, label }) {
  grid.style.setProperty("--columns", String(models.length));
  grid.replaceChildren(
    ...shown.map((picture, line) =>
      el(
        "section",
        {},
        el("h4", {}, TEXT.multiples.picture[picture.kind] ?? picture.title),
        el(
          "div.walls",
          {},
          models.map((model, column) => wallOf(model, picture, arrays[line][column], label(model))),
        ),
      ),
    ),
  );
}

function wallOf(model, picture, array, above) {
  const { size, step } = networkOf(model);
  const name = step === null ? TEXT.multiples.at(count(size)) : TEXT.multiples.after(count(step));
  const canvas = el("canvas", { role: "img", "aria-label": `${TEXT.multiples.picture[picture.kind]}, ${name}` });
  paintWall(canvas, picture.kind, array, SIDE);
  return el("figure", { dataset: { model } }, el("figcaption", {}, above), canvas);
}
