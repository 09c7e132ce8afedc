// Fixed listening versus chosen listening: the same place asked at two pictures, side by side.
import { el, say } from "../../ui/dom.js";
import { percent } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { answerOf, coloured, highest, sharesOf } from "./answer.js";
import { createMap } from "./source_map.js";
import { moved, weightRow } from "./share_measures.js";
import { picturesOf, rectOf } from "./query.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

const text = TEXT.fixed;

export function mountFixed(container, panel) {
  let other = null; // the second sample's name
  let asked = "";
  let running = null;
  let columns = [];
  const choice = el("select", {
    "aria-label": text.other,
    onchange: () => {
      other = choice.value;
      update();
    },
  });
  const status = el("span.lmuted", { role: "status" });
  const thumb = el("img.lthumb", { alt: "", width: 40, height: 40 });
  const grid = el("div.lpairs");
  container.append(
    el("p.lmuted", {}, text.explain),
    el("p.lline", {}, el("label", {}, `${text.other} `, choice), thumb, status),
    grid,
    el("p.lmuted", {}, text.movedExplain),
  );

  const samples = () =>
    (panel.context.samples ?? []).filter(
      ({ fit, name }) => fit === panel.models()[0].input.fit && name !== panel.context.state.sample,
    );

  function offer() {
    const list = samples();
    if (!list.some(({ name }) => name === other))
      other = (list.find(({ name }) => name !== panel.context.samples[0].name) ?? list[0])?.name ?? null;
    const key = JSON.stringify([list.map(({ name }) => name), other]);
    if (choice.key === key) return;
    choice.key = key;
    thumb.hidden = !other;
    if (other) thumb.src = `/api/samples/${encodeURIComponent(other)}.png`;
    choice.replaceChildren(...list.map(({ name, title }) => el("option", { value: name, selected: name === other }, title)));
  }

  /** A column per model with an operation to ask, and one more for a Mixer's weights alone. */
  function wanted() {
    return panel.models().flatMap((model) => {
      const { point, query, refusal } = panel.question(model);
      if (refusal) return [];
      const ask = { model, point, query };
      const weights = picturesOf(model, point, "tokens").length && query.row !== undefined ? [{ ...ask, weights: true }] : [];
      return [...weights, ask];
    });
  }

  function update() {
    offer();
    const list = wanted();
    const key = JSON.stringify([
      other,
      list.map(({ model, point, query, weights }) => [panel.place(model), model.id, point.name, query, weights]),
    ]);
    if (key === asked) return paint();
    asked = key;
    running?.abort();
    const mine = (running = new AbortController());
    if (!other) return say(status, text.none);
    say(status, text.loading);
    Promise.all(
      list.map((one) =>
        both(one, mine.signal).catch((error) => (mine.signal.aborted ? null : { ...one, refusal: error.message })),
      ),
    ).then((found) => {
      if (mine.signal.aborted) return;
      say(status, "");
      columns = found.filter(Boolean).map(build);
      grid.replaceChildren(...columns.map(({ element }) => element));
      paint();
    });
  }

  async function both(one, signal) {
    const { model, point, query, weights } = one;
    if (weights) {
      const array = await panel.context.request.mixingMatrix(model.id, point.name, "weights", signal);
      const [rows, across] = point.grid;
      const places = weightRow(array, query.row * across + query.column);
      const row = { prefix: new Float64Array(0), places };
      const answer = {
        kind: "share",
        query,
        rows,
        columns: across,
        pixels: point.stride,
        placed: true,
        dead: false,
        parts: 0,
        row: () => row,
      };
      return { ...one, answers: [answer, answer] };
    }
    const question = { model: model.id, point: point.name, kind: "share", level: "operator", ...query };
    const answers = await Promise.all(
      [{}, { picture: undefined, sample: other, fit: "auto" }].map((names) =>
        panel.context.request.mixing({ ...question, ...names }, signal),
      ),
    );
    return { ...one, answers: answers.map(answerOf) };
  }

  function build({ model, point, query, weights, answers, refusal }) {
    const title = el("figcaption", {}, el("b", {}, model.title), ` ${point.title}${weights ? `, ${text.weights}` : ""}`);
    const figure = (children) =>
      el(
        "figure.lpair",
        {
          dataset: { family: model.family, model: model.id, weights: weights ? "yes" : "no" },
          title: weights ? text.weightsExplain : "",
        },
        title,
        children,
      );
    if (refusal) return { element: figure([el("p.lnote", {}, refusal)]), paint() {} };
    const names = [text.here, samples().find(({ name }) => name === other)?.title ?? ""];
    const maps = answers.map(() =>
      createMap(model.input, { onPick: panel.pick, onStep: (dx, dy) => panel.step(dx, dy) }, { most: 84, className: "lmap" }),
    );
    const rows = answers.map((answer) => sharesOf(answer, null));
    const share = rows.every(Boolean) ? moved(...rows) : null;
    const element = figure([
      el(
        "div.lduo",
        {},
        maps.map((map, i) => el("div", {}, map.element, el("span.lmuted", {}, names[i]))),
      ),
      el("p.lmoved", { dataset: { moved: share ?? "" } }, share === null ? "–" : text.moved(percent(share))),
    ]);
    return {
      element,
      paint() {
        const high = Math.max(...answers.map((answer) => (answer.dead ? 0 : highest(answer, null)))) || 1; // one scale for the pair
        maps.forEach((map, i) => {
          const answer = answers[i];
          map.paint({
            places: answer.dead ? null : coloured(answer, null).places,
            rows: answer.rows,
            columns: answer.columns,
            high,
            root: true,
            picture: i || !answer.placed ? null : panel.picture(model),
            label: `${model.title}, ${names[i]}`,
          });
          const rect = answer.placed ? rectOf(point, query) : null;
          map.lines(
            rect ? [{ rect, colour: getComputedStyle(container).getPropertyValue("--chosen").trim() || theme().accent }] : [],
          );
        });
      },
    };
  }

  const paint = () => columns.forEach((column) => column.paint());
  return { update, rest: () => running?.abort(), destroy: () => running?.abort() };
}
