// "Build a stack": two stacks of kernels side by side. Which ones is in the address (#stack=two-3x3&against=one-5x5).
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { onTheme } from "../../ui/plot.js";
import { formatStack, trace } from "../../lib/kernel_stack.js";
import { mountCharts } from "./charts.js";
import { compare } from "./comparison.js";
import { fromLink, toLink } from "../../lib/stack_presets.js";
import { createSide } from "./side.js";

const TEXT = await words("stack");

const DEFAULTS = { stack: "two-3x3", against: "one-5x5" };
const KEYS = Object.keys(DEFAULTS);
const PAIRS = [
  ["two-3x3", "one-5x5"],
  ["three-3x3", "one-7x7"],
  ["sixteen-3x3", "five-3x3-pools"],
  ["vgg16", "resnet18"],
];

/** What the letters and short words of this section mean. */
const termsOf = () =>
  el(
    "dl.terms",
    {},
    TEXT.terms.map(([term, meaning]) => el("div", {}, el("dt", {}, term), el("dd", {}, meaning))),
  );

/** Nothing is drawn before the panel comes near the screen, or a link names a stack: then it is brought into view. */
export function mountStack(container, first) {
  const panel = new StackPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/** `shown`: what the sides show, as text; `charts` are mounted with the first stacks. */
class StackPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.shown = null;
    this.visible = false;
    this.charts = null;
    this.sides = TEXT.names.map((name, i) => createSide(name, (next) => this.choose(KEYS[i], next)));
    this.sentence = el("p.compare", { role: "status" });
    this.warning = el("p.warning");
    this.lesson = el("p.lesson");
    this.pairs = PAIRS.map((pair) => this.pairButton(pair));
    container.classList.add("panel-stack");
    container.append(
      el("header.intro", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      el("p.pairs", {}, this.pairs),
      this.warning,
      this.lesson,
      this.sentence,
      el(
        "div.sides",
        {},
        this.sides.map(({ element }) => element),
      ),
      termsOf(),
      ...this.chartsOf(),
    );
    this.watch();
  }

  /** @param {string[]} pair the names of two presets */
  pairButton([a, b]) {
    const onclick = () => this.context.setState({ stack: a, against: b });
    const text = TEXT.pair(TEXT.presets[a].title, TEXT.presets[b].title);
    return el("button", { type: "button", dataset: { pair: `${a}/${b}` }, onclick }, text);
  }

  chartsOf() {
    this.profile = el("div");
    this.ratio = el("div");
    return [
      el("h3", {}, TEXT.charts),
      el(
        "div.profiles",
        {},
        el("figure", {}, this.profile, el("figcaption", {}, TEXT.profile)),
        el("figure", {}, this.ratio, el("figcaption", {}, TEXT.ratio)),
      ),
      el("p.note", {}, TEXT.chartsNote),
    ];
  }

  watch() {
    this.near = new IntersectionObserver((entries) => this.approach(entries), { rootMargin: "200px" });
    this.near.observe(this.container);
    this.unwatch = onTheme(() => this.sides.forEach(({ repaint }) => repaint()));
  }

  approach(entries) {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.visible = true;
    this.near.disconnect();
    this.show();
  }

  /** `next`: a stack, or its specification. */
  choose(key, next) {
    this.context.setState({ [key]: toLink(typeof next === "string" ? fromLink(next) : next) });
  }

  stacks() {
    return KEYS.map((key) => fromLink(this.context.state[key]) ?? fromLink(DEFAULTS[key]));
  }

  show() {
    const now = this.stacks();
    const text = now.map(formatStack).join();
    if (!this.visible || text === this.shown) return;
    this.shown = text;
    const names = now.map(toLink);
    const { state } = this.context;
    say(this.warning, KEYS.some((key) => state[key] && !fromLink(state[key])) ? TEXT.bad : "");
    say(this.lesson, TEXT.lessons[names.join("/")] ?? "");
    say(this.sentence, compare(now));
    now.forEach((stack, i) => this.sides[i].show(stack));
    for (const button of this.pairs) button.setAttribute("aria-pressed", button.dataset.pair === names.join("/"));
    this.charts ??= mountCharts(this.profile, this.ratio, () => this.stacks().map(trace));
    this.charts.redraw();
    this.container.dataset.shown = names.join();
  }

  update(next) {
    this.context = next;
    this.show();
  }

  destroy() {
    this.near.disconnect();
    this.unwatch();
    this.sides.forEach((one) => one.destroy());
    this.charts?.destroy();
  }
}
