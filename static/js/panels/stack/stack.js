// "Build a stack": two stacks of kernels side by side. Which ones is in the address (#stack=two-3x3&against=one-5x5).
import { el, say, stylesheet } from "../../ui/dom.js";
import { holdInView } from "../../ui/hold_in_view.js";
import { short } from "../../lib/format.js";
import { onTheme } from "../../ui/plot.js";
import { mountCharts } from "./charts.js";
import { formatStack, squares, total, trace } from "./arithmetic.js";
import { fromLink, PRESETS, toLink } from "./presets.js";
import { createSide } from "./side.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stack");

const DEFAULTS = { stack: "two-3x3", against: "one-5x5" };
const KEYS = Object.keys(DEFAULTS);

/** Nothing is drawn before the panel comes near the screen, or a link names a stack: then it is brought into view. */
export async function mountStack(container, first) {
  await stylesheet("/static/css/panel_stack.css");
  let context = first;
  let shown = null; // what the sides show, as text
  let visible = false;
  const stacks = () => KEYS.map((key) => fromLink(context.state[key]) ?? fromLink(DEFAULTS[key]));

  const sides = TEXT.names.map((name, i) =>
    createSide(name, (next) => context.setState({ [KEYS[i]]: toLink(typeof next === "string" ? fromLink(next) : next) })),
  );
  const sentence = el("p.bkcompare", { role: "status" });
  const warning = el("p.bkwarning");
  const [profile, ratio] = [el("div"), el("div")];
  const pairs = [
    ["two-3x3", "one-5x5"],
    ["three-3x3", "one-7x7"],
    ["sixteen-3x3", "one-7x7"],
    ["vgg16", "resnet18"],
  ];
  container.classList.add("bk");
  container.append(
    el("header.bktop", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
    el(
      "p.bkpairs",
      {},
      pairs.map(([a, b]) =>
        el(
          "button",
          { type: "button", dataset: { pair: `${a}/${b}` }, onclick: () => context.setState({ stack: a, against: b }) },
          `${PRESETS[a].title} – ${PRESETS[b].title}`,
        ),
      ),
    ),
    warning,
    sentence,
    el(
      "div.bksides",
      {},
      sides.map(({ element }) => element),
    ),
    el("h3", {}, TEXT.charts),
    el(
      "div.bkcharts",
      {},
      el("figure", {}, profile, el("figcaption", {}, TEXT.profile)),
      el("figure", {}, ratio, el("figcaption", {}, TEXT.ratio)),
    ),
    el("p.bknote", {}, TEXT.chartsNote),
  );
  let charts = null;

  /** @param {any[]} both */
  function compare([a, b]) {
    const traced = [trace(a), trace(b)];
    const [sizeA, sizeB] = traced.map((one) => one.at(-1).size);
    const weights = traced.map((one) => total(one, "weights"));
    const [small, large] = weights[0] <= weights[1] ? [0, 1] : [1, 0];
    const [ka, kb] = [squares(a), squares(b)];
    const [fewest, most] = [TEXT.names[small], TEXT.names[large]];
    const times = weights[large] / weights[small];
    const percent = (share) => Math.round(100 * share);
    return [
      sizeA === sizeB ? TEXT.sameSize(sizeA) : TEXT.otherSize(sizeA, sizeB),
      ka && kb && sizeA === sizeB ? TEXT.weights(TEXT.formula(ka, kb)) : "",
      times === 1
        ? TEXT.even
        : times < 3
          ? TEXT.fewer(fewest, most, percent(1 - 1 / times), percent(times - 1))
          : Number.isFinite(times)
            ? TEXT.times(fewest, most, short(times))
            : "",
    ]
      .filter(Boolean)
      .join(" ");
  }

  function show() {
    const now = stacks();
    const text = now.map(formatStack).join();
    if (!visible || text === shown) return;
    shown = text;
    say(warning, KEYS.some((key) => context.state[key] && !fromLink(context.state[key])) ? TEXT.bad : "");
    say(sentence, compare(now));
    now.forEach((stack, i) => sides[i].show(stack));
    for (const button of container.querySelectorAll("[data-pair]"))
      button.setAttribute("aria-pressed", button.dataset.pair === now.map(toLink).join("/"));
    charts ??= mountCharts(profile, ratio, () => stacks().map(trace));
    charts.redraw();
    container.dataset.shown = now.map(toLink).join();
  }

  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      visible = true;
      near.disconnect();
      show();
    },
    { rootMargin: "200px" },
  );
  near.observe(container);
  const unwatch = onTheme(() => sides.forEach(({ repaint }) => repaint()));
  const release = KEYS.some((key) => context.state[key]) && !context.state.stage ? holdInView(container) : () => {};
  return {
    update(next) {
      context = next;
      show();
    },
    destroy() {
      near.disconnect();
      release();
      unwatch();
      sides.forEach((one) => one.destroy());
      charts?.destroy();
    },
  };
}
