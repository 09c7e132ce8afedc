// Fixed listening versus chosen listening: the same place asked at two pictures, side by side.
import { words } from "../../i18n/i18n.js";
import { percent } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { theme } from "../../ui/plot.js";
import { answerOf, coloured, highest, sharesOf } from "./answer.js";
import { picturesOf, rectOf } from "./query.js";
import { moved, weightRow } from "../../lib/share_measures.js";
import { createMap } from "../../ui/source_map.js";

const TEXT = await words("mixing");

const text = TEXT.fixed;

export function mountFixed(container, panel) {
  const pictures = new TwoPictures(container, panel);
  const stop = () => pictures.rest();
  return { update: () => pictures.update(), rest: stop, destroy: stop };
}

class TwoPictures {
  constructor(container, panel) {
    this.container = container;
    this.panel = panel;
    this.asked = "";
    this.running = null;
    this.columns = [];
    this.other = null; // the second sample's name
    this.chosen = null; // the same, if the person has chosen it
    this.choice = el("select", {
      "aria-label": text.other,
      onchange: () => {
        this.chosen = this.choice.value;
        this.update();
      },
    });
    this.status = el("span.lmuted", { role: "status" });
    this.thumb = el("img.lthumb", { alt: "", width: 40, height: 40 });
    this.grid = el("div.lpairs");
    container.append(
      el("p.lmuted", {}, text.explain),
      el("p.lline", {}, el("label", {}, `${text.other} `, this.choice), this.thumb, this.status),
      this.grid,
      el("p.lmuted", {}, text.movedExplain),
    );
  }

  samples() {
    const { context } = this.panel;
    const kind = this.panel.models()[0].input.fit;
    return (context.samples ?? []).filter(({ fit, name }) => fit === kind && name !== context.state.sample);
  }

  offer() {
    const list = this.samples();
    const first = this.panel.context.samples[0].name;
    const by = (fits) => list.find(({ name }) => fits(name));
    this.other = (by((name) => name === this.chosen) ?? by((name) => name !== first) ?? list[0])?.name ?? null;
    const key = JSON.stringify([list.map(({ name }) => name), this.other]);
    if (this.choice.key === key) return;
    this.choice.key = key;
    this.thumb.hidden = !this.other;
    if (this.other) this.thumb.src = `api/samples/${encodeURIComponent(this.other)}.png`;
    this.choice.replaceChildren(
      ...list.map(({ name, title }) => el("option", { value: name, selected: name === this.other }, title)),
    );
  }

  /** A column per model with an operation to ask, and one more for a Mixer's weights alone. */
  wanted() {
    return this.panel.models().flatMap((model) => {
      const { point, query, refusal } = this.panel.question(model);
      if (refusal) return [];
      const ask = { model, point, query };
      const weights = picturesOf(model, point, "tokens").length && query.row !== undefined ? [{ ...ask, weights: true }] : [];
      return [...weights, ask];
    });
  }

  async update() {
    this.offer();
    const list = this.wanted();
    const columns = list.map(({ model, point, query, weights }) => [
      this.panel.place(model),
      model.id,
      point.name,
      query,
      weights,
    ]);
    const key = JSON.stringify([this.other, columns]);
    if (key === this.asked) return this.paint();
    this.asked = key;
    this.running?.abort();
    const mine = (this.running = new AbortController());
    if (!this.other) {
      this.columns = [];
      this.grid.replaceChildren();
      this.grid.dataset.behind = "false";
      return say(this.status, text.none);
    }
    say(this.status, text.loading);
    this.grid.dataset.behind = "true"; // what is there is of other places or other pictures
    const refused = (one) => (error) => (mine.signal.aborted ? null : { ...one, refusal: error.message });
    const found = await Promise.all(list.map((one) => this.both(one, mine.signal).catch(refused(one))));
    if (mine.signal.aborted) return;
    say(this.status, "");
    this.running = null;
    const names = [text.here, this.samples().find(({ name }) => name === this.other)?.title ?? ""];
    this.columns = found.filter(Boolean).map((one) => columnOf(this.container, this.panel, one, names));
    this.grid.replaceChildren(...this.columns.map(({ element }) => element));
    this.grid.dataset.behind = "false";
    this.paint();
  }

  /** Both answers, and the second picture as this model receives it. */
  async both(one, signal) {
    const { model, point, query, weights } = one;
    const { request } = this.panel.context;
    const other = { picture: undefined, sample: this.other, fit: "auto" };
    const received = request.inputOf(model.id, point.name, other);
    if (weights) {
      const answer = weightsRow(await request.mixingMatrix(model.id, point.name, "weights", signal), point, query);
      return { ...one, answers: [answer, answer], received: await received };
    }
    const question = { model: model.id, point: point.name, kind: "share", level: "operator", ...query };
    const answers = await Promise.all([{}, other].map((names) => request.mixing({ ...question, ...names }, signal)));
    return { ...one, answers: answers.map(answerOf), received: await received };
  }

  /** Gives up what is on its way; the next update asks again. */
  rest() {
    if (!this.running) return;
    this.running.abort();
    Object.assign(this, { running: null, asked: "" });
  }

  paint() {
    this.columns.forEach((column) => column.paint());
  }
}

/** A row of the weights' product as an answer: the same at every picture. */
function weightsRow(array, point, query) {
  const [rows, columns] = point.grid;
  const row = { prefix: new Float64Array(0), places: weightRow(array, query.row * columns + query.column) };
  return {
    kind: "share",
    query,
    rows,
    columns,
    pixels: point.stride,
    estimated: "",
    placed: true,
    dead: false,
    parts: 0,
    row: () => row,
  };
}

/** One model's two maps, and how much of the listening has moved between them. -> {element, paint()} */
function columnOf(container, panel, { model, point, query, weights, answers, received, refusal }, names) {
  const title = el("figcaption", {}, el("b", {}, model.title), ` ${point.title}${weights ? `, ${text.weights}` : ""}`);
  const dataset = { family: model.family, model: model.id, weights: weights ? "yes" : "no" };
  const figure = (children) => el("figure.lpair", { dataset }, title, children);
  if (refusal) return { element: figure([el("p.lnote", {}, refusal)]), paint() {} };
  const handlers = { onPick: panel.pick, onStep: (dx, dy) => panel.step(dx, dy) };
  const maps = answers.map(() => createMap(model.input, handlers, { most: 112, className: "lmap" }));
  const rows = answers.map((answer) => sharesOf(answer, null));
  const share = rows.every(Boolean) ? moved(...rows) : null;
  const duo = maps.map((map, i) => el("div", {}, map.element, el("span.lmuted", {}, names[i])));
  const element = figure([
    el("div.lduo", {}, duo),
    el("p.lmoved", { dataset: { moved: share ?? "" } }, share === null ? "–" : text.moved(percent(share))),
    ...(weights ? [el("p.lnote", {}, text.weightsExplain)] : []),
  ]);
  const paint = () => {
    const high = Math.max(...answers.map((answer) => (answer.dead ? 0 : highest(answer, null)))) || 1; // one scale for the pair
    const chosen = getComputedStyle(container).getPropertyValue("--chosen").trim() || theme().accent;
    maps.forEach((map, i) => {
      const answer = answers[i];
      map.paint({
        places: answer.dead ? null : coloured(answer, null).places,
        rows: answer.rows,
        columns: answer.columns,
        high,
        root: true,
        picture: !answer.placed ? null : i ? received : panel.picture(model),
        label: `${model.title}, ${names[i]}`,
      });
      const rect = answer.placed ? rectOf(point, query) : null;
      map.lines(rect ? [{ rect, colour: chosen }] : []);
    });
  };
  return { element, paint };
}
