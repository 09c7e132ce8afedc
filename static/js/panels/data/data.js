// "How much data": how the error of five forms falls with the number of digits, and every point's network to be opened.
import { words } from "../../i18n/i18n.js";
import { count, short } from "../../lib/format.js";
import { ANEW, showsDigits } from "../../lib/scene.js";
import { el, say, segmented } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure, themeName } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { curveOf } from "./curves.js";
import { studySpec } from "./figure.js";
import { createMultiples } from "./multiples.js";
import { networkOf, placed, without } from "./networks.js";
import { createPublished } from "./published.js";
import { begun, follows, measured, recipes } from "./said.js";
import { createStanding } from "./standing.js";
import { createTable } from "./table.js";
import { createTraining } from "./training.js";

const TEXT = await words("data");

export function mountData(container, first) {
  const panel = new DataPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/** `study`: GET /api/studies/data, once it has come; `parts`: what shows it. */
class DataPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.study = null;
    this.waiting = createWaiting();
    this.body = el("div.body", { hidden: true });
    container.append(el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)), this.waiting.element, this.body);
    this.load();
  }

  async load() {
    this.waiting.busy(TEXT.busy);
    try {
      const study = await this.context.request.dataStudy();
      if (this.gone) return;
      this.study = study;
      this.waiting.done();
      this.build(study);
      this.update(this.context);
    } catch (error) {
      this.waiting.fail(error.message, () => this.load());
    }
  }

  build(study) {
    const drop = (id) => this.context.setState({ models: without(this.context.state.models, id) });
    this.table = createTable((id) => this.choose(id));
    this.standing = createStanding({ onDrop: drop, onRows: () => this.toRows(this.context.state.models) });
    this.multiples = createMultiples((model) => this.aboveWall(model));
    this.during = createTraining({
      onStep: (step) => this.context.setState({ dataStep: step }),
      onLoad: (id) => this.choose(id),
    });
    this.body.hidden = false;
    this.body.append(
      el("p.progress", { role: "status" }, TEXT.progress(study)),
      this.chartPart(),
      this.standing.element,
      this.alongPart(study),
      this.during.element,
      saidPart(study),
      createPublished(study.published),
    );
    this.chart.hidden = !begun(study);
  }

  chartPart() {
    const pick = (key, values, texts, label) => {
      const options = values.map((value) => ({ value, text: texts[value] }));
      return (this.switches[key] = segmented(label, options, (value) => this.context.setState({ [key]: value })));
    };
    this.switches = {};
    const { training, moved, error } = TEXT.switches;
    pick("dataTraining", ["centred", "shifted", "both"], training, training.label);
    pick("dataMoved", ["0", "2", "4", "6"], moved, moved.label);
    pick("dataError", ["test", "train"], error, error.label);
    const labelled = (key, label) => el("span.switch-group", {}, el("span.label", {}, label), this.switches[key].element);
    this.moved = labelled("dataMoved", moved.label);
    this.beside = el("input", { type: "checkbox" });
    this.box = el("div.vfigure.study-chart");
    this.note = el("p.note");
    this.plot = figure(this.box, (width) => studySpec(this.shown(), width), {
      onClick: ({ customdata }) => customdata?.[0] && this.choose(customdata[0]),
    });
    const saved = saveButtons(
      () => this.box,
      () => fileName("how-much-data", this.context.state.dataTraining, `moved-${this.context.state.dataMoved}`),
    );
    return (this.chart = el(
      "section.chart",
      {},
      head(el("h3", {}, TEXT.chart), saved),
      el("p.controls", {}, labelled("dataTraining", training.label), labelled("dataError", error.label), this.moved),
      this.box,
      el("p.controls", {}, el("label.switch", {}, this.beside, el("span", {}, TEXT.beside)), el("span.hint", {}, TEXT.hint)),
      this.table.element,
      this.note,
    ));
  }

  /** Whose weights stand along the curve, and three of its networks side by side in the rows. */
  alongPart({ forms }) {
    const options = forms.map(({ form, title }) => ({ value: form, text: title }));
    this.form = segmented(TEXT.multiples.form, options, (value) => this.context.setState({ dataForm: value, dataStep: null }));
    this.three = el("button", { type: "button", onclick: () => this.sideBySide() });
    return el(
      "section.along",
      {},
      el("h3", {}, TEXT.multiples.title),
      el("p", {}, TEXT.multiples.lead),
      el("p.controls", {}, this.form.element, this.three),
      this.multiples.element,
      el("p.note", {}, TEXT.multiples.note),
    );
  }

  aboveWall(model) {
    const { form, size, shifted } = networkOf(model);
    const known = this.study.forms.find((one) => one.form === form);
    const point = curveOf(known, { shifted, moved: "0", error: "test" }).find((one) => one.size === size);
    const wrong = point ? el("span", {}, TEXT.multiples.wrong(short(point.mean, 2))) : null;
    return [el("b", {}, count(size)), wrong].filter(Boolean);
  }

  shown() {
    return { study: this.study, state: this.context.state, standing: this.context.state.models };
  }

  // --- networks into the rows
  choose(id) {
    const { models, state } = this.context;
    const families = new Map(this.study.forms.map(({ form, family }) => [form, family]));
    const familyOf = (one) => families.get(networkOf(one)?.form) ?? models.find((model) => model.id === one)?.family;
    const isDigits = showsDigits(this.context);
    const next = placed([...state.models], id, { beside: this.beside.checked, familyOf, isDigits });
    this.context.setState({ ...(isDigits ? {} : ANEW), models: next, dataForm: networkOf(id).form });
  }

  /** The networks of the chosen form after few, some and all digits that are there. */
  chosenThree() {
    const there = this.networks();
    return there.length < 3 ? there : [there[0], there[Math.floor((there.length - 1) / 2)], there.at(-1)];
  }

  sideBySide() {
    this.toRows(this.chosenThree().map(({ model }) => model));
  }

  toRows(models) {
    this.context.lead({ section: "rows", models, stage: null, channel: null, view: null });
  }

  networks() {
    const { form, shifted } = this.looked();
    return form.networks.filter((one) => one.shifted === shifted && one.model);
  }

  /** The form whose weights are shown, and whether with shifts in training. */
  looked() {
    const { dataForm, dataTraining, models } = this.context.state;
    const wanted = dataForm ?? models.map((id) => networkOf(id)?.form).find(Boolean) ?? "vit";
    return {
      form: this.study.forms.find(({ form }) => form === wanted) ?? this.study.forms[0],
      shifted: dataTraining === "shifted",
    };
  }

  update(next) {
    this.context = next;
    if (!this.study) return;
    const { state, models } = next;
    for (const [key, { show }] of Object.entries(this.switches)) show(state[key]);
    this.moved.hidden = state.dataError === "train";
    this.redraw(state);
    this.standing.show(models, state.models);
    const { form, shifted } = this.looked();
    this.form.show(form.form);
    const networks = this.networks();
    this.three.hidden = networks.length < 2;
    const sizes = this.chosenThree().map(({ size }) => count(size));
    say(this.three, TEXT.multiples.three(sizes));
    this.multiples.show(
      next,
      networks.map(({ model }) => model),
      themeName(),
    );
    this.container.dataset.form = `${form.form}${shifted ? "-shifted" : ""}`;
    this.during.show(next, form, themeName());
  }

  /** The curves and their table, where they are others than before. */
  redraw(state) {
    const key = JSON.stringify([state.dataTraining, state.dataMoved, state.dataError, state.models]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.plot.redraw();
    this.table.show(this.study, state, state.models);
    say(
      this.note,
      TEXT.protocol[state.dataError === "train" ? "train" : state.dataMoved === "0" ? "still" : "moved"](this.study),
    );
  }

  destroy() {
    this.gone = true;
    this.plot?.destroy();
    this.during?.destroy();
    this.container.replaceChildren();
  }
}

/** What was measured, what follows, what speaks against it: three things, and none in the words of another. */
function saidPart(study) {
  const list = (sentences) =>
    el(
      "ul",
      {},
      sentences.map((sentence) => el("li", {}, sentence)),
    );
  const { measured: title, follows: next, against } = TEXT.said;
  return el(
    "section.said",
    {},
    el("h3", {}, title),
    list(measured(study)),
    el("h3", {}, next.title),
    list(follows(study)),
    el("h3", {}, against.title),
    list(against.list),
    el("details", {}, el("summary", {}, TEXT.said.how), el("p", {}, TEXT.said.protocol(study)), list(recipes(study))),
  );
}
