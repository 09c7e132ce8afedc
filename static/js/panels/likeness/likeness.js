// "What is alike": in every stage of every model the features of each place as a colour, and how like those of one place they are.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { pixelRatio } from "../../ui/canvas.js";
import { el, say, segmented } from "../../ui/dom.js";
import { colourBar, fileName, placed } from "../../ui/figure_parts.js";
import { themeName } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { createLayers } from "./layers.js";
import { createRow } from "./model_row.js";
import { placeOf, stagesOf, stepped } from "./stages.js";

const TEXT = await words("likeness");

const SCALE = { low: -1, high: 1, signed: true };

export function mountLikeness(container, first) {
  const panel = new LikenessPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => container.replaceChildren() };
}

/**
 * `asked`: the newest question; `hover`: the place under the pointer, or null; `rows`: of the models shown, by id; `known`: the
 * newest answer, of a scene and one place; `near`: what the likeness to any place of a scene comes from, without a further
 * question; `painted`: what is on the page.
 */
class LikenessPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.asked = "";
    this.hover = null;
    this.rows = new Map();
    this.known = this.near = null;
    this.painted = {};
    this.waiting = createWaiting();
    this.ask = newest(
      (found) => this.take(found),
      (error) => {
        this.asked = ""; // the next move asks again, too
        this.waiting.fail(error.message, () => this.again());
      },
      { overtaken: true }, // the pattern goes on moving: what is shown is of the place that it says
    );
    this.place = el("output.place", { role: "status" });
    this.controls = createControls((patch) => this.context.setState(patch));
    this.list = el("div.models");
    this.layers = createLayers((patch) => this.context.setState(patch));
    const bar = colourBar();
    bar.update(SCALE);
    container.append(
      el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      this.controls.element,
      this.place,
      this.waiting.element,
      this.list,
      el("div.scale", {}, el("p.note", {}, TEXT.scale), bar.element),
      this.layers.element,
      el(
        "details",
        {},
        el("summary", {}, TEXT.how.title),
        TEXT.how.paragraphs.map((text) => el("p", {}, text)),
      ),
    );
    this.update(context);
  }

  /** The models shown, and the size of what they receive. */
  models = () => this.context.state.models.map((id) => this.context.models.find((model) => model.id === id)).filter(Boolean);

  update(next) {
    this.context = next;
    const { state } = next;
    const models = this.models();
    const size = models[0].input;
    this.chosen = placeOf(state.like, size);
    this.controls.show(state);
    this.arrange(models, size);
    this.layers.update(next, models);
    this.follow(next.movedAt);
  }

  /** Shows the place that is wanted, or asks for what that needs. `moved`: when the person did. */
  follow(moved = performance.now()) {
    const place = this.hover ?? this.chosen;
    const wanted = sceneOf(this.context, this.models());
    const { known, near } = this;
    this.kind = wanted.kind;
    const there = known?.scene === wanted.scene;
    if (there && (same(known.place, place) || near?.scene === wanted.centre)) return this.show(place, moved);
    this.request(there ? { ...wanted, near: true, scene: wanted.centre, moved } : { ...wanted, place, moved });
  }

  /** One of the two questions: about the colours and one place, or, once those are there, about all other places. */
  request(question) {
    const { near = false, scene, place, about, mean } = question;
    const asks = JSON.stringify([scene, place]);
    this.list.dataset.behind = "true";
    if (asks === this.asked) return; // it is on its way
    this.asked = asks;
    this.waiting.busy(TEXT.busy);
    const models = this.models();
    const { likeness, directions } = this.context.request;
    const call = near
      ? (model) => directions({ ...model, ...about, mean })
      : (model) => likeness({ ...model, ...about, ...place });
    this.ask(async () => {
      const answers = await Promise.all(models.map((model) => asked(call, model)));
      return { ...question, asks, near, answers: new Map(models.map(({ id }, i) => [id, answers[i]])) };
    });
  }

  /** A row for each model shown, those that are there kept. */
  arrange(models, size) {
    const key = models.map(({ id }) => id).join();
    if (this.list.dataset.models === key) return;
    this.list.dataset.models = key;
    this.known = null; // rows that come have nothing yet
    this.asked = "";
    const handlers = {
      onHover: (at, event) => this.point(at, event),
      onPick: ({ row, column }) => this.context.setState({ like: `${row},${column}` }),
      onStep: (by, cells) => {
        const { row, column } = stepped(this.chosen, by, cells, size);
        this.context.setState({ like: `${row},${column}` });
      },
      onOpen: (model, point) => this.context.setState({ stage: `${model.id}/${point.name}` }),
    };
    this.rows = new Map(models.map((model) => [model.id, this.rows.get(model.id) ?? createRow(model, size, handlers)]));
    this.list.replaceChildren(...[...this.rows.values()].map(({ element }) => element));
  }

  /** The others are compared with the place under the pointer while it is there. */
  point(at, event) {
    if (same(at, this.hover)) return;
    this.hover = at && { row: at.row, column: at.column };
    this.context.onHover?.(at && { top: at.row, left: at.column, bottom: at.row + 1, right: at.column + 1 });
    this.follow(event?.timeStamp);
  }

  again() {
    this.asked = "";
    this.update(this.context);
  }

  /** An answer that a newer question has overtaken is shown, too, unless it is of other models, colours or another picture. */
  take(found) {
    if (found.asks === this.asked) this.waiting.done();
    if (found.kind !== this.kind) return;
    if (found.near) this.near = found;
    else {
      this.known = found;
      for (const [id, answer] of found.answers) this.rows.get(id)?.take(answer);
      this.show(found.place, found.moved);
    }
    this.follow(found.moved);
  }

  /** Paints what of the known answer is not on the page yet. */
  show(place, moved) {
    const { known, near, painted } = this;
    const { likeMean: mean, likeTokens } = this.context.state;
    const look = { centred: mean === "without", tokens: likeTokens === "on", mark: accent(this.list) };
    const colours = JSON.stringify([known.scene, look.tokens, themeName(), innerWidth, pixelRatio()]);
    const likeness = JSON.stringify([colours, place, mean]);
    this.list.dataset.behind = "false";
    if (painted.likeness === likeness && painted.known === known) return;
    const exact = same(known.place, place);
    const began = performance.now();
    const times = { colours: [], likeness: [] };
    for (const [id, row] of this.rows) {
      if (painted.colours !== colours || painted.known !== known) times.colours.push(...row.colours(look));
      times.likeness.push(...(exact ? row.likeness(look) : row.compare(look, near.answers.get(id), place)));
    }
    for (const row of this.rows.values()) row.tell((model) => known.archive(model, place));
    this.painted = { known, place, colours, likeness };
    say(this.place, TEXT.place(place.row, place.column));
    this.container.dataset.shown = known.told(place);
    measure(moved ?? began, times);
  }
}

const accent = (element) => getComputedStyle(element).getPropertyValue("--chosen").trim() || "currentColor";

const same = (one, other) => one?.row === other?.row && one?.column === other?.column;

/**
 * What is asked about beside the place. `kind`: what an answer must share with the page to be shown; `scene`: the whole;
 * `centre`: with how likeness is computed; `told(place)`: what says on the page that it is shown; `archive(model, place)`: what
 * can be saved then.
 */
function sceneOf({ state, numbers, request, picture: { sample, picture, fit, profile, sample2, picture2 } }, models) {
  const ids = models.map(({ id }) => id);
  const about = { basis: state.likeBasis, ...pinnedOf(state) };
  const now = numbers();
  const scene = JSON.stringify([now, ids, about]);
  return {
    kind: JSON.stringify([ids, about, sample, picture, fit, profile, sample2, picture2]),
    scene,
    centre: scene + state.likeMean,
    mean: state.likeMean,
    about,
    told: (place) => JSON.stringify([now, ids, { ...place, ...about }]),
    archive: (model, place) => ({
      what: model.title,
      name: fileName(model.id, "alike", `row${place.row}`, `column${place.column}`, ...placed(now)),
      ask: () => request.archive({ call: "likeness", ...pointsOf(model), ...about, ...place }),
    }),
  };
}

let measures = 0;

/** For bench/likeness.py: one measure for each repaint, from the person's move on, with the ms of each stage. */
function measure(start, detail) {
  if (measures++ % 1000 === 0) performance.clearMeasures("mixscope:likeness");
  performance.measure("mixscope:likeness", { start, detail });
}

/** The scene that the colours are fitted to. */
const pinnedOf = ({ reference: [rdx, rdy], reference2: [rdx2, rdy2], rtransform }) => ({ rdx, rdy, rdx2, rdy2, rtransform });

/** Which stages of a model are asked about: those that are shown. */
const pointsOf = (model) => ({ model: model.id, points: stagesOf(model).shown.map(({ name }) => name) });

/** A model's answer; what refuses it stands in its row, and takes nothing from the others. */
async function asked(call, model) {
  const question = pointsOf(model);
  if (!question.points.length) return { refused: TEXT.noPlaces };
  try {
    return await call(question);
  } catch (error) {
    if (error.status !== 422) throw error;
    return { refused: error.message };
  }
}

function createControls(set) {
  const choice = (key, table) => {
    const options = Object.entries(TEXT[table]).map(([value, { text, explain }]) => ({ value, text, explain }));
    const control = segmented(TEXT.choices[key], options, (value) => set({ [key]: value }));
    const element = el("div.line", {}, el("span.label", {}, TEXT.choices[key]), control.element);
    return { key, control, element };
  };
  const all = [choice("likeBasis", "bases"), choice("likeMean", "means"), choice("likeTokens", "tokens")];
  return {
    element: el(
      "div.controls",
      {},
      all.map(({ element }) => element),
    ),
    show: (state) => all.forEach(({ key, control }) => control.show(state[key])),
  };
}
