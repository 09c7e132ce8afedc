// "Why this answer": for every model the same methods, side by side: which pixels speak for a class, and which against it.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { el, say } from "../../ui/dom.js";
import { colourBar, fileName, placed } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { Checks } from "./checks.js";
import { createChoices } from "./choices.js";
import { createLook, lookOf } from "./look.js";
import { METHODS, QUICK, SCALES, SLOW, UPWARDS, endOf, mapsOf, scaleOf } from "./maps.js";
import { createTable } from "./table.js";

const TEXT = await words("why");

const REST = 250; // ms without a move before the methods that take many passes are asked for

export function mountWhy(container, first) {
  const panel = new WhyPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/**
 * `asked`: the newest question; `known`: model -> what has been answered to it so far, or the sentence that refuses; `timer`:
 * until the methods that take many passes are asked for.
 */
class WhyPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.asked = "";
    this.known = new Map();
    this.timer = null;
    this.waiting = createWaiting();
    this.choices = createChoices((patch) => this.context.setState(patch));
    this.look = createLook((patch) => this.context.setState(patch));
    this.table = createTable();
    this.checks = new Checks((patch) => this.context.setState(patch));
    this.bars = Object.fromEntries(SCALES.map((name) => [name, colourBar()]));
    this.ask = newest(
      (found) => this.take(found),
      (error) => this.waiting.fail(error.message, () => this.again()),
    );
    this.scales = el(
      "div.scales",
      {},
      SCALES.map((name) => el("div", {}, el("p.note", {}, TEXT.scale[name]), this.bars[name].element)),
    );
    this.status = el("p.status-line", { role: "status" });
    container.append(
      el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      this.choices.element,
      this.look.element,
      this.status,
      this.waiting.element,
      this.table.element,
      this.scales,
      this.checks.element,
      el(
        "details",
        {},
        el("summary", {}, TEXT.how.title),
        TEXT.how.paragraphs.map((text) => el("p", {}, text)),
      ),
    );
    this.update(context);
  }

  /** The class that is asked about: the person's, else what the first model shown says. */
  target() {
    const { state, frame } = this.context;
    if (state.whyClass !== null) return state.whyClass;
    return frame.models.find(({ id }) => id === state.models[0])?.predictions[0]?.index ?? null;
  }

  update(next) {
    this.context = next;
    const { state, numbers, models, frame } = next;
    const target = this.target();
    this.choices.show(next, target);
    this.look.show(state);
    this.shown = state.models.map((id) => models.find((model) => model.id === id));
    const against = state.whyAgainst === target ? null : state.whyAgainst;
    const question = JSON.stringify([numbers(), state.models, target, against, state.whyBaseline]);
    const about = { class: target, against, baseline: state.whyBaseline };
    const archive = ({ id, title }) => ({
      what: title,
      name: fileName(id, "why", `class${target}`, ...placed(numbers())),
      ask: () => next.request.archive({ call: "attribution", model: id, ...about }),
    });
    this.check = () => this.checks.update(this.context, { about, question, ready: this.container.dataset.shown === question });
    this.check();
    if (question === this.asked) return this.repaint();
    this.asked = question;
    this.known = new Map();
    this.archive = archive;
    this.table.head(this.shown, frame);
    this.table.behind();
    clearTimeout(this.timer);
    if (next.held) {
      this.request(question, about, [QUICK]);
      this.timer = setTimeout(() => this.request(question, about, [QUICK, ...SLOW]), REST); // the first may have been overtaken
    } else this.request(question, about, [QUICK, ...SLOW]);
  }

  /** One group of methods after the other, as long as nobody asks for something else: each row comes when it is there. */
  request(question, about, groups) {
    const [methods, ...later] = groups;
    const { request } = this.context;
    const models = this.shown;
    this.waiting.busy(TEXT.busy(methods.map((method) => TEXT.methods[method].title)));
    this.ask(async () => {
      const answers = await Promise.all(models.map((model) => asked(request, model, about, methods)));
      return { question, answers, next: later.length ? () => this.request(question, about, later) : null };
    });
  }

  again() {
    this.asked = "";
    this.update(this.context);
  }

  take({ question, answers, next }) {
    if (question !== this.asked) return; // of a picture or a class that is not that of the page any more
    this.waiting.done();
    answers.forEach((answer, i) => {
      const { id } = this.shown[i];
      this.known.set(id, both(this.known.get(id), answer));
    });
    this.repaint();
    const told = answers.find(({ label }) => label);
    say(this.status, told ? TEXT.about(told.label, told.against_label) : "");
    if (next) next();
    const complete = [...this.known.values()].every(
      (answer) => answer.refused || answer.maps.size + answer.lacks.size === METHODS.length,
    );
    if (!complete) return;
    for (const model of this.shown) if (!this.known.get(model.id).refused) this.table.save(model.id, this.archive(model));
    this.container.dataset.shown = question;
    this.check();
  }

  /** What is known, in the way it is to be looked at; of the models that are shown and the newest question. */
  repaint() {
    if (this.known.size === this.shown.length) this.table.show(this.shown, this.known, this.ends(), lookOf(this.context.state));
  }

  /** The end of each scale, of all models' maps that share it; its bar shows it, and whether values lie beyond. */
  ends() {
    const { most } = lookOf(this.context.state);
    const maps = [...this.known.values()].flatMap((answer) => [...answer.maps]);
    const ends = {};
    for (const name of SCALES) {
      const own = maps.filter(([method, map]) => scaleOf(method, map) === name).map(([, map]) => map);
      ends[name] = endOf(own, most);
      const beyond = endOf(own, 1) > ends[name];
      const signed = !UPWARDS.includes(name);
      this.bars[name].element.parentElement.hidden = !signed && !own.length;
      this.bars[name].update({ low: signed ? -ends[name] : 0, high: ends[name], signed, beyond });
    }
    return ends;
  }

  destroy() {
    clearTimeout(this.timer);
    this.checks.destroy();
    this.container.replaceChildren();
  }
}

/** What a model has answered so far, and what it answers now. */
const both = (before, answer) => ({
  ...answer,
  maps: new Map([...(before?.maps ?? []), ...mapsOf(answer)]),
  lacks: new Map([...(before?.lacks ?? []), ...(answer.lacks ?? []).map((one) => [one.method, one])]),
});

/** A model's answer; what refuses it stands in its column, and takes nothing from the others. */
async function asked(request, model, about, methods) {
  try {
    return await request.attribution({ model: model.id, methods, ...about });
  } catch (error) {
    if (error.status !== 422) throw error;
    return { refused: error.message };
  }
}
