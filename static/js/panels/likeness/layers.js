// How alike two layers are: every stage of one model with every stage of another, or of itself, measured once on test pictures.
import { words } from "../../i18n/i18n.js";
import { fixed } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { el, say } from "../../ui/dom.js";
import { colourBar } from "../../ui/figure_parts.js";
import { createMap } from "../../ui/source_map.js";
import { createWaiting } from "../../ui/waiting.js";

const TEXT = await words("likeness");
const text = TEXT.layers;

const SCALE = { low: 0, high: 1, signed: false };
const SIDE = 440; // CSS px of the longer side, where cells are no smaller or larger than these
const CELLS = { least: 14, most: 56 };
const TITLES = 90; // CSS px beside the map, on a narrow screen

/** A part that asks when it is opened; `set(patch)` changes the page's state. Returns {element, update(context, models)}. */
export function createLayers(set) {
  const choice = (key, label) => el("select", { "aria-label": label, onchange: (event) => set({ [key]: event.target.value }) });
  const [of, beside] = [choice("likeOf", text.of), choice("likeWith", text.beside)];
  const waiting = createWaiting();
  const said = el("output.pair", { role: "status" });
  const figure = el("div.layers-map");
  const note = el("p.note");
  const bar = colourBar();
  bar.update(SCALE);
  const element = el(
    "details.layers",
    {},
    el("summary", {}, text.title),
    el("p", {}, text.lead),
    el("p.controls", {}, el("label", {}, text.of, " ", of), el("label", {}, text.beside, " ", beside)),
    waiting.element,
    said,
    figure,
    el("div.scale", {}, bar.element),
    note,
  );
  const view = {
    element,
    selects: { of, beside },
    waiting,
    said,
    figure,
    note,
    set,
    asked: "",
    named: false,
    bring: false,
    context: null,
  };
  view.ask = newest(
    ({ question, answer }) => question === view.asked && show(view, answer),
    (error) => waiting.fail(error.message, () => again(view)),
  );
  element.addEventListener("toggle", () => view.context && ask(view));
  return {
    element,
    update(context, models) {
      view.context = context;
      choose(view, models);
      const opened = !view.named && named(context) && !element.open;
      element.open ||= opened;
      view.bring ||= opened;
      view.named = named(context);
      ask(view);
    },
  };
}

/** Whether the address names what is compared. */
const named = ({ state }) => Boolean(state.likeOf || state.likeWith);

/** The models of the tier that is shown; first those in the rows. */
function choose({ selects: { of, beside }, context: { state, models } }, shown) {
  const offered = models.filter(({ tier }) => tier === shown[0].tier);
  const key = offered.map(({ id }) => id).join();
  for (const select of [of, beside]) {
    if (select.dataset.key === key) continue;
    select.dataset.key = key;
    select.replaceChildren(...offered.map(({ id, title }) => el("option", { value: id }, title)));
  }
  const known = (id) => offered.some((one) => one.id === id);
  of.value = known(state.likeOf) ? state.likeOf : shown[0].id;
  beside.value = known(state.likeWith) ? state.likeWith : (shown[1] ?? shown[0]).id;
}

function ask(view) {
  const { element, selects, context, waiting } = view;
  if (!element.open) return;
  const [model, other] = [selects.of.value, selects.beside.value];
  const question = `${model} ${other}`;
  if (question === view.asked) return;
  view.asked = question;
  view.figure.dataset.behind = "true";
  waiting.busy(text.busy);
  view.ask(async () => ({ question, answer: await context.request.layers({ model, other }).catch(refusal) }));
}

function again(view) {
  view.asked = "";
  ask(view);
}

/** What was not measured says so in the place of the figure. */
function refusal(error) {
  if (error.status !== 422) throw error;
  return { refused: error.message };
}

function show(view, answer) {
  const { waiting, figure, said, note, element } = view;
  waiting.done();
  element.dataset.shown = view.asked;
  figure.dataset.behind = "false";
  say(note, answer.refused ? "" : text.note(answer.pictures));
  if (view.bring) requestAnimationFrame(() => element.scrollIntoView({ block: "start" })); // a link leads to it
  view.bring = false;
  if (answer.refused) {
    figure.replaceChildren();
    return say(said, answer.refused);
  }
  const { models } = view.context;
  const [model, other] = [answer.model, answer.other].map((id) => models.find((one) => one.id === id));
  const titles = (one, names) => names.map((name) => one.points.find((point) => point.name === name).title);
  return draw(view, answer, { model, other, rows: titles(model, answer.rows), columns: titles(other, answer.columns) });
}

/** The map with its stages' titles; the arrow keys and the mouse choose two. `seen`: both models and the titles. */
function draw(view, answer, seen) {
  const { figure } = view;
  const { rows, columns } = seen;
  const size = { width: columns.length, height: rows.length };
  let at = { row: size.height - 1, column: size.width - 1 };
  const cell = Math.min(SIDE / Math.max(size.width, size.height), (figure.clientWidth - TITLES) / size.width);
  const wide = size.width * Math.floor(Math.min(CELLS.most, Math.max(CELLS.least, cell)));
  const handlers = {
    onHover: (over) => tell(view, answer, seen, over ?? at),
    onPick: ({ row, column }) => pick(row, column),
    onStep: (dx, dy) => pick(at.row + dy, at.column + dx),
  };
  const map = createMap(size, handlers, { most: wide, least: wide });
  const bounded = (value, count) => Math.min(count - 1, Math.max(0, value));
  function pick(row, column) {
    at = { row: bounded(row, size.height), column: bounded(column, size.width) };
    tell(view, answer, seen, at);
    const rect = { top: at.row, left: at.column, bottom: at.row + 1, right: at.column + 1 };
    map.lines([{ rect, colour: accent(figure) }]);
  }
  const names = (list, kind) =>
    el(
      `ol.${kind}`,
      { "aria-hidden": "true" },
      list.map((title) => el("li", {}, title)),
    );
  figure.replaceChildren(names(rows, "down"), map.element, names(columns, "across"));
  const places = Float32Array.from(answer.values.flat(), (value) => value ?? NaN);
  const label = text.map(seen.model.title, seen.other.title);
  map.paint({ places, rows: size.height, columns: size.width, ...SCALE, label });
  figure.style.setProperty("--cell", `${map.element.firstElementChild.clientWidth / size.width}px`);
  pick(at.row, at.column);
}

/** The two stages and how alike they are, with a button for each. */
function tell(view, answer, { model, other, rows, columns }, { row, column }) {
  const value = answer.values[row][column];
  view.said.dataset.value = String(value);
  view.said.replaceChildren(
    el("span", {}, text.pair(model.title, rows[row], other.title, columns[column], value === null ? "–" : fixed(value, 3))),
    opener(view, model, answer.rows[row], rows[row]),
    opener(view, other, answer.columns[column], columns[column]),
  );
}

/** Opens one of the two, with both models in the rows. */
function opener({ set, context: { state } }, { id, title }, name, point) {
  const models = state.models.includes(id) ? state.models : [...state.models, id];
  return el("button.link", { type: "button", onclick: () => set({ models, stage: `${id}/${name}` }) }, text.open(title, point));
}

const accent = (element) => getComputedStyle(element).getPropertyValue("--chosen").trim() || "currentColor";
