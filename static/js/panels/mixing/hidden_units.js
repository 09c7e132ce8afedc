// Through which hidden units a Mixer's place listens: the strongest ones, as pictures over the patches.
import { colourMap } from "../../lib/colour.js";
import { el, say } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { themeName } from "../../ui/plot.js";
import { colourCells } from "./source_map.js";
import { strongestUnits } from "./share_measures.js";
import { picturesOf } from "./query.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

const text = TEXT.units;
const MOST = 12;

export function mountUnits(container, panel) {
  let asked = "";
  let running = null;
  let shown = null; // {model, point, cell, array}
  const explain = el("p.lmuted");
  const row = el("div.lunits");
  const bar = el("span.lmuted");
  const open = el("button", {
    type: "button",
    onclick: () => panel.set({ stage: `${shown.model.id}/${shown.point.name}`, channel: null, view: "weights" }),
  });
  const line = el("p.lline", {}, bar, open);
  container.append(explain, row, line);

  function wanted() {
    for (const model of panel.models()) {
      const { point, query } = panel.question(model);
      if (picturesOf(model, point, "tokens").length && query.row !== undefined)
        return { model, point, cell: query.row * point.grid[1] + query.column };
    }
    return null;
  }

  function update() {
    const want = wanted();
    const key = want ? `${want.model.id}/${want.point.name}` : "none";
    if (!want) {
      asked = key;
      shown = null;
      return paint();
    }
    if (key === asked && shown) {
      shown.cell = want.cell;
      return paint();
    }
    if (key === asked) return;
    asked = key;
    running?.abort();
    const mine = (running = new AbortController());
    panel.context.request.mixingMatrix(want.model.id, want.point.name, "weights", mine.signal).then(
      (array) => {
        if (mine.signal.aborted) return;
        shown = { ...want, array };
        update();
      },
      (error) => {
        if (mine.signal.aborted) return;
        asked = "";
        say(explain, TEXT.failed(error.message));
      },
    );
  }

  function paint() {
    line.hidden = !shown;
    if (!shown) {
      row.replaceChildren();
      return say(explain, text.none);
    }
    const { array, cell, point } = shown;
    const [rows, columns] = point.grid;
    const list = strongestUnits(array, cell, MOST);
    const high = Math.max(...list.map(({ into }) => Math.max(...into.map(Math.abs))));
    const map = colourMap(themeName(), true);
    row.replaceChildren(
      ...list.map(({ unit, out, into }) => {
        const canvas = el("canvas", {
          width: columns,
          height: rows,
          role: "img",
          "aria-label": `${text.unit(unit)}, ${text.out(short(out))}`,
        });
        const image = new ImageData(columns, rows);
        colourCells(new Uint32Array(image.data.buffer), into, -high, high, map);
        canvas.getContext("2d").putImageData(image, 0, 0);
        return el(
          "figure",
          { dataset: { unit } },
          canvas,
          el("figcaption", {}, text.unit(unit), el("b", {}, text.out(short(out, 2)))),
        );
      }),
    );
    say(explain, text.explain(list.length));
    say(bar, text.bar(short(high, 2)));
    say(open, text.all(`${shown.model.title}, ${point.title}`));
  }

  return { update, rest: () => running?.abort(), destroy: () => running?.abort() };
}
