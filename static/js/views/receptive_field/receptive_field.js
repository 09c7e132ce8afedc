// The receptive field of a stage's middle position: the square that the structure allows, growing with depth, and beside it
// what the gradient finds, at initialisation and trained.
import { el, stylesheet } from "../../ui/dom.js";
import { short, shape } from "../../lib/format.js";
import { paintPicture } from "../../ui/canvas.js";
import { themeName } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { mountFieldChart } from "./chart.js";
import { boxOf, createPane, frameOf, ofSquare } from "../../ui/square_pane.js";
import { createFields } from "./requests.js";
import { words } from "../../i18n/i18n.js";
import { button, caption, colourBar, fileName, head, KINDS, paintCells, saveButtons } from "../../ui/figure_parts.js";

const TEXT = await words("receptive_field");

const SCALE = { low: 0, high: 1, signed: false };
const PACE = 450; // ms a stage stays while the square grows
const SMALL = 64 * 64; // larger pictures: only the stages that somebody looks at are computed
const MOST = 12; // stages of the chart that are computed without being asked for

export const id = "field";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const needs = [];

/** Up to `most` of 0 … n - 1, evenly, first and last among them. */
export const spread = (n, most) =>
  n <= most
    ? Array.from({ length: n }, (_, i) => i)
    : Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));

export async function render(container, first) {
  let context = first;
  container.append(caption(TEXT.loading));
  const [found] = await Promise.all([
    context.request.squares(context.model.id),
    stylesheet("/static/css/views_receptive_field.css"),
  ]);
  const { rows, columns } = found;
  const opened = found.stages.findIndex(({ point }) => point === context.point.name);
  const stages = found.stages.slice(0, opened + 1);
  const grids = stages.map(({ point }) => context.model.points.find(({ name }) => name === point).grid);
  const placed = (index) => grids[index] !== null;
  const last = grids.findLastIndex(Boolean); // the last stage that has positions
  if (last < 0) {
    container.replaceChildren(caption(found.stages[opened].reason));
    return {};
  }

  const chosen = () => Math.min(opened, Math.max(0, Number(context.argument ?? opened) || 0));
  const choose = (index) => context.go(id, String(Math.min(opened, Math.max(0, index))));
  const fields = createFields({
    model: context.model.id,
    request: context.request.receptiveField,
    wanted() {
      const rest = rows * columns <= SMALL ? spread(last + 1, MOST) : [];
      const order = [chosen(), ...rest].filter(placed);
      return order.flatMap((index) => found.when.map((when) => [stages[index].point, when]));
    },
    onChange(arrived) {
      paint();
      if (arrived) chart.redraw();
    },
  });

  // --- what is on the view
  const name = el("output.fstage");
  const slider = el("input", {
    type: "range",
    min: 0,
    max: opened,
    step: 1,
    "aria-label": TEXT.stage,
    oninput: () => {
      still();
      choose(Number(slider.value));
    },
  });
  slider.addEventListener("keydown", (event) => event.stopPropagation());
  const play = button(TEXT.grow, () => (timer ? still() : grow()));
  const reason = el("p.vcaption.freason");
  const view = frameOf(rows, columns, stages.map(({ square }) => square).filter(Boolean));
  const theory = figurePane(TEXT.theory);
  const effective = { initial: figurePane(TEXT.initial), trained: figurePane(TEXT.trained) };
  const bar = colourBar();
  const panes = el("div.fpanes", {}, theory.element, effective.initial.element, effective.trained.element);
  const from = caption("");
  const plot = el("div.vfigure");
  container.replaceChildren(
    el(
      "div.fsteps",
      {},
      button(
        "‹",
        () => {
          still();
          choose(chosen() - 1);
        },
        { "aria-label": TEXT.earlier },
      ),
      slider,
      button(
        "›",
        () => {
          still();
          choose(chosen() + 1);
        },
        { "aria-label": TEXT.later },
      ),
      name,
      play,
    ),
    reason,
    panes,
    el("div.fkey", {}, bar.element, caption(TEXT.bar)),
    from,
    head(
      TEXT.chart,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, "receptive-field"),
      ),
    ),
    plot,
  );
  const words = caption("");
  container.append(words);

  function figurePane(title) {
    const pane = createPane(rows, columns, view);
    const facts = el("dl.vfacts.is-column");
    const note = el("p.fnote");
    return {
      pane,
      facts,
      note,
      element: el("figure.ffigure", {}, el("figcaption", {}, title), el("div.fbox", {}, pane.element, note), facts),
    };
  }

  const painted = {}; // what the two fields show
  const sideOf = (square) => (square ? Math.max(square.bottom - square.top, square.right - square.left) : null);
  const factsOf = (box, pairs) =>
    box.replaceChildren(
      ...pairs.map(([key, value]) => el("div", {}, el("dt", {}, TEXT.facts[key]), el("dd", { dataset: { fact: key } }, value))),
    );

  function paintTheory(index) {
    const input = findModel(context.frame, context.model.id)?.input;
    if (input) {
      paintPicture(theory.pane.canvas, input, 1);
      theory.pane.fit();
    }
    const { square } = stages[index];
    const before = stages
      .slice(0, index)
      .map((stage) => stage.square)
      .filter(Boolean);
    const height = square ? square.bottom - square.top : 0;
    const width = square ? square.right - square.left : 0;
    theory.pane.squares(
      [...before.map((one) => ofSquare(one, "before")), ...(square ? [ofSquare(square, "theory")] : [])],
      TEXT.theoryLabel(height, width),
    );
    factsOf(
      theory.facts,
      square
        ? [
            ["side", square.whole ? TEXT.whole : TEXT.px(shape([height, width]))],
            ...(square.whole ? [] : [["picture", TEXT.outside(short(sideOf(square) / Math.max(rows, columns), 2))]]),
          ]
        : [],
    );
    theory.note.textContent = square ? "" : (stages[index].reason ?? "");
  }

  function paintEffective(index, when) {
    const { pane, facts, note } = effective[when];
    const { point, square } = stages[index];
    const field = fields.get(point, when);
    const looks = [field, index, themeName()];
    if (field && looks.every((part, i) => part === painted[when]?.[i])) return; // the same while the pattern moves
    painted[when] = looks;
    const drawing = pane.canvas.getContext("2d");
    drawing.clearRect(0, 0, columns, rows);
    pane.element.classList.toggle("is-empty", !field);
    const error = fields.failure(point, when);
    const running = fields.progress(point, when);
    note.textContent = !found.when.includes(when)
      ? TEXT.unknown
      : error
        ? TEXT.failed(error.message)
        : field
          ? ""
          : TEXT.progress(running?.done ?? 0, running?.of || 32);
    if (!field) {
      pane.squares(square ? [ofSquare(square, "theory")] : [], TEXT[when]);
      return factsOf(facts, []);
    }
    paintCells(drawing, field.values.flat(), rows, columns, SCALE, KINDS.activation.map(false), 0, 0, columns, rows);
    pane.squares(
      [...(square ? [ofSquare(square, "theory")] : []), boxOf(field)],
      TEXT.fieldLabel(TEXT[when], short(field.width)),
    );
    factsOf(facts, [
      ["width", TEXT.px(short(field.width))],
      ["square", TEXT.px(shape([field.square, field.square]))],
      ...(square ? [["ratio", short(field.width / sideOf(square))]] : []),
    ]);
  }

  function paint() {
    const index = chosen();
    slider.value = index;
    slider.setAttribute("aria-valuetext", stages[index].title);
    name.textContent = TEXT.of(stages[index].title, index + 1, stages.length);
    reason.textContent = placed(index) ? "" : stages[index].reason;
    panes.hidden = !placed(index);
    if (placed(index)) {
      paintTheory(index);
      paintEffective(index, "initial");
      paintEffective(index, "trained");
    }
    bar.update(SCALE);
    const turned = stages.find(({ square }) => square?.whole);
    from.textContent = [turned && found.cause ? TEXT.from(turned.title, found.cause) : "", TEXT.notTheory, TEXT.notEffective]
      .filter(Boolean)
      .join(" ");
    const any = stages.map(({ point }) => fields.get(point, "trained")).find(Boolean);
    words.textContent = [
      ...(any ? [TEXT.chartUniform(short(any.uniform_width)), TEXT.pictures(any.pictures, any.probes)] : []),
      rows * columns > SMALL ? TEXT.chartRest : "",
    ]
      .join(" ")
      .trim();
    fields.next();
  }

  // --- the square grows from the first stage to this one
  let timer = null;
  function still() {
    clearInterval(timer);
    timer = null;
    play.textContent = TEXT.grow;
  }
  function grow() {
    choose(0);
    play.textContent = TEXT.stop;
    timer = setInterval(() => {
      if (chosen() >= last) return still();
      choose(chosen() + 1);
    }, PACE);
  }

  const chart = mountFieldChart(
    plot,
    () => ({
      picture: Math.max(rows, columns),
      chosen: chosen(),
      family: context.model.family,
      stages: stages.slice(0, last + 1).map(({ title, point, square }) => ({
        title,
        side: sideOf(square),
        initial: fields.get(point, "initial")?.width ?? null,
        trained: fields.get(point, "trained")?.width ?? null,
      })),
    }),
    choose,
  );
  let seen = { argument: context.argument, theme: context.theme };
  paint();
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      paint();
      if (seen.argument !== context.argument) chart.redraw();
      seen = { argument: context.argument, theme: context.theme };
    },
    destroy() {
      still();
      fields.destroy();
      chart.destroy();
    },
  };
}
