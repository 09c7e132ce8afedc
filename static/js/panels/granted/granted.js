// "What a form takes for granted": the picture transformed, and the models without their positions or with other padding, side by
// side; the symmetries that their forms have, each tested; and what was trained on shuffled digits.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { el, say } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { createAnswers } from "./answers.js";
import { VARIANTS, transformsFor } from "./switches.js";
import { createShuffled } from "./shuffled.js";
import { createSymmetries } from "./symmetries.js";

const TEXT = await words("granted");

const REST = 400; // ms without a move before the symmetries are tested again

export function mountGranted(container, first) {
  const panel = new GrantedPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/**
 * `answer`: the newest of the server's; `asked`: the newest question; `testedFor`: that about the symmetries; `timer`: until it is
 * asked.
 */
class GrantedPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.answer = null;
    this.asked = "";
    this.testedFor = "";
    this.timer = null;
    this.waiting = createWaiting();
    this.testing = createWaiting();
    this.studying = createWaiting();
    this.answers = createAnswers((transform) => this.context.setState({ transform }));
    this.symmetries = createSymmetries();
    this.protocol = el("p.note");
    this.ask = newest(
      (answer) => this.take(answer),
      (error) => this.waiting.fail(error.message, () => this.again()),
    );
    this.test = newest(
      (found) => this.tested(found),
      (error) => this.testing.fail(error.message, () => this.again()),
    );
    container.append(
      el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      this.waiting.element,
      this.answers.element,
      this.protocol,
      el("h3", {}, TEXT.symmetries.title),
      el("p.lead", {}, TEXT.symmetries.lead),
      this.testing.element,
      this.symmetries.element,
      el("p.note", {}, TEXT.symmetries.note),
      this.studying.element,
    );
    this.study();
    this.update(context);
  }

  input() {
    const { models, state } = this.context;
    return models.find(({ id }) => id === state.models[0]).input;
  }

  update(next) {
    this.context = next;
    const { numbers, state, request } = next;
    const { transform: _, ...place } = numbers();
    const transforms = transformsFor(this.input(), state.transform);
    const question = JSON.stringify([place, state.models, transforms]);
    if (question !== this.asked) {
      this.asked = question;
      this.waiting.busy(TEXT.busy);
      this.ask(async () => ({ question, transforms, ...(await request.granted({ switch: transforms, transform: null })) }));
      this.testSoon(JSON.stringify([place, state.models]));
    } else this.show();
  }

  /** The symmetries are of the picture as it is: a cover that moves changes nothing about them. */
  testSoon(question) {
    if (question === this.testedFor) return;
    this.testedFor = question;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.testAll(question), this.answer ? REST : 0);
  }

  testAll(question) {
    const { state, request } = this.context;
    this.testing.busy(TEXT.symmetries.busy);
    this.test(async () => {
      const found = await Promise.all(state.models.map((model) => request.symmetries({ model, transform: null })));
      return { question, found };
    });
  }

  /** What was trained on shuffled digits: of no picture, and asked once. */
  async study() {
    try {
      const found = await this.context.request.shuffledStudy();
      this.studying.done();
      this.container.append(createShuffled(found) ?? "");
    } catch (error) {
      this.studying.fail(error.message, () => this.study());
    }
  }

  again() {
    this.asked = this.testedFor = "";
    this.update(this.context);
  }

  take(answer) {
    this.waiting.done();
    this.answer = answer;
    this.show();
    this.container.dataset.shown = answer.question;
  }

  show() {
    if (!this.answer) return;
    const { models, state } = this.context;
    this.answers.show(this.answer, models, {
      transforms: this.answer.transforms,
      variants: VARIANTS,
      transform: state.transform,
    });
    const carded = this.answer.models.map(({ model }) => models.find(({ id }) => id === model).granted).find(Boolean);
    say(this.protocol, carded ? TEXT.protocol(carded.pictures, carded.every) : TEXT.noCard);
  }

  tested({ question, found }) {
    if (question !== this.testedFor) return; // of a picture or of models that are not those of the page any more
    this.testing.done();
    this.symmetries.show(found, this.context.models);
    this.container.dataset.tested = question;
  }

  destroy() {
    clearTimeout(this.timer);
    this.container.replaceChildren();
  }
}
