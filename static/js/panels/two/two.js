// "Two objects": at which depth each model begins to see two patterns together, live while either is dragged.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { hasSecond } from "../../lib/scene.js";
import { el, say } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { movingFigure, REST } from "../../ui/moving_figure.js";
import { preload } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { curveSpec, paintCurve } from "./curve.js";
import { createMeetings } from "./meetings.js";
import { exampleFor, sideBySide } from "./places.js";

const TEXT = await words("two");

export function mountTwo(container, first) {
  preload();
  const panel = new TwoPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/** `answer`: the server's, of the scene whose question is `shown`; `asked`: the newest question. */
class TwoPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.answer = null;
    this.asked = this.shown = "";
    this.offered = false;
    this.settled = null;
    this.ask = newest(
      ({ models, question }) => this.take(models, question),
      (error) => this.waiting.fail(error.message, () => this.again()),
    );
    this.build();
    this.update(context);
  }

  build() {
    this.choice = el("select", { "aria-label": TEXT.choose, onchange: () => this.choose(this.choice.value) });
    this.invitation = el("p.invitation", { hidden: true }, TEXT.none);
    this.status = el("p.status-line", { role: "status" });
    this.waiting = createWaiting();
    this.box = el("div.vfigure");
    this.meetings = createMeetings();
    const beside = el(
      "button",
      { type: "button", onclick: () => this.context.setState(sideBySide(this.context)) },
      TEXT.beside,
    );
    const chart = el(
      "figure.curve",
      { "aria-label": TEXT.chart },
      head(
        el("h3", {}, TEXT.chart),
        saveButtons(
          () => this.chart.element,
          () => fileName("two-objects"),
        ),
      ),
      this.box,
      el("figcaption.vcaption", {}, TEXT.caption),
    );
    this.results = el("div.results", {}, this.meetings.element, chart);
    this.container.append(
      el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      el("p.controls", {}, el("label", {}, TEXT.choose, " ", this.choice), beside),
      this.invitation,
      this.status,
      this.waiting.element,
      this.results,
      el(
        "details",
        {},
        el("summary", {}, TEXT.how.title),
        TEXT.how.paragraphs.map((text) => el("p", {}, text)),
      ),
    );
    this.chart = movingFigure(this.box, {
      specify: (width) => curveSpec(this.answer ?? [], this.context.models, width),
      paint: (canvas, box) => paintCurve(canvas, box, this.answer, this.context.models),
    });
  }

  choose(value) {
    this.context.setState(value ? exampleFor(this.context, value) : { sample2: null, cut: null, cut2: null });
  }

  update(next) {
    this.context = next;
    const { state } = next;
    if (!this.offered && !hasSecond(state)) {
      this.offered = true; // once: who takes the second pattern away has seen it
      return next.setState(exampleFor(next));
    }
    this.offered = true;
    this.options();
    const there = hasSecond(state);
    this.invitation.hidden = there;
    this.results.hidden = !there;
    if (!there) say(this.status, "");
    else this.question();
    return undefined;
  }

  /** The samples of this kind of picture, a part of the picture itself, or none. */
  options() {
    const { samples, models, state } = this.context;
    const { input } = models.find(({ id }) => id === state.models[0]);
    const own = samples.filter(({ fit }) => fit === input.fit);
    const list = [["", TEXT.nothing], ["part", TEXT.part], ...own.map(({ name, title }) => [name, title])];
    const key = list.join();
    if (this.choice.dataset.key !== key) {
      this.choice.dataset.key = key;
      this.choice.replaceChildren(...list.map(([value, text]) => el("option", { value }, text)));
    }
    this.choice.value = state.sample2 ?? (state.cut2 ? "part" : "");
  }

  question() {
    const { numbers, state, request } = this.context;
    const question = JSON.stringify([numbers(), state.models]);
    if (question === this.asked) return;
    this.asked = question;
    this.waiting.busy(TEXT.busy);
    this.ask(async () => ({ question, models: (await request.together()).models }));
  }

  again() {
    this.asked = "";
    this.question();
  }

  take(models, question) {
    this.waiting.done();
    this.answer = models;
    this.shown = question;
    this.container.dataset.shown = question;
    const overlap = Math.max(...models.map((one) => one.overlap));
    say(this.status, overlap ? TEXT.overlap(overlap) : "");
    this.meetings.show(models, this.context.models);
    this.chart.update(true);
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.chart.update(false), REST);
  }

  destroy() {
    clearTimeout(this.settled);
    this.chart.destroy();
    this.container.replaceChildren();
  }
}
