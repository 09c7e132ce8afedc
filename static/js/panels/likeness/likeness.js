// "What is alike": in every stage of every model the features of each place as a colour, and how like those of one place they are.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { el, say, segmented } from "../../ui/dom.js";
import { colourBar } from "../../ui/figure_parts.js";
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

/** `asked`: the newest question; `hover`: the place under the pointer, or null; `rows`: of the models shown, by id. */
class LikenessPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.asked = "";
    this.hover = null;
    this.rows = new Map();
    this.waiting = createWaiting();
    this.ask = newest(
      (found) => this.take(found),
      (error) => this.waiting.fail(error.message, () => this.again()),
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
    const { state, numbers } = next;
    const models = this.models();
    const size = models[0].input;
    this.chosen = placeOf(state.like, size);
    const at = this.hover ?? this.chosen;
    this.controls.show(state);
    this.arrange(models, size);
    this.layers.update(next, models);
    say(this.place, TEXT.place(at.row, at.column));
    const about = { ...at, basis: state.likeBasis, ...pinnedOf(state) };
    const question = JSON.stringify([numbers(), models.map(({ id }) => id), about]);
    if (question === this.asked) return this.repaint();
    this.asked = question;
    for (const row of this.rows.values()) row.behind();
    this.waiting.busy(TEXT.busy);
    this.ask(async () => ({ question, answers: await Promise.all(models.map((model) => asked(next.request, model, about))) }));
  }

  /** A row for each model shown, those that are there kept. */
  arrange(models, size) {
    const key = models.map(({ id }) => id).join();
    if (this.list.dataset.models === key) return;
    this.list.dataset.models = key;
    const handlers = {
      onHover: (at) => this.point(at),
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

  /** The place under the pointer is asked about while it is there. */
  point(at) {
    this.hover = at && { row: at.row, column: at.column };
    this.context.onHover?.(at && { top: at.row, left: at.column, bottom: at.row + 1, right: at.column + 1 });
    this.update(this.context);
  }

  again() {
    this.asked = "";
    this.update(this.context);
  }

  take({ question, answers }) {
    if (question !== this.asked) return; // of a place or a picture that is not that of the page any more
    this.waiting.done();
    this.models().forEach((model, i) => this.rows.get(model.id).take(answers[i]));
    this.repaint();
    this.container.dataset.shown = question;
  }

  repaint() {
    const { state, frame } = this.context;
    for (const [id, row] of this.rows)
      row.paint({
        centred: state.likeMean === "without",
        tokens: state.likeTokens === "on",
        picture: frame.models.find((model) => model.id === id)?.input ?? null,
      });
  }
}

/** The scene that the colours are fitted to. */
const pinnedOf = ({ reference: [rdx, rdy], reference2: [rdx2, rdy2], rtransform }) => ({ rdx, rdy, rdx2, rdy2, rtransform });

/** A model's answer; what refuses it stands in its row, and takes nothing from the others. */
async function asked(request, model, about) {
  const { shown } = stagesOf(model);
  if (!shown.length) return { refused: TEXT.noPlaces };
  try {
    return await request.likeness({ model: model.id, points: shown.map(({ name }) => name), ...about });
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
