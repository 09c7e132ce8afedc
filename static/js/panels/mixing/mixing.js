// "Who listens to whom": one place is chosen, and every model answers with the places that it listens to at that depth.
// Nothing is asked before the panel is on the screen; a new question gives up the old one.
import { el, say } from "../../ui/dom.js";
import { onTheme } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { createAsker } from "./asking.js";
import { CEILING, createBar } from "./colour_bar.js";
import { createCard } from "./model_card.js";
import { createControls } from "./controls.js";
import { mountFixed } from "./two_pictures.js";
import { formatListen, parseListen, queryOf, rectOf, switchKind } from "./query.js";
import { words } from "../../i18n/i18n.js";
import { createTable } from "./summary_table.js";
import { mountUnits } from "./hidden_units.js";
import { mountWall } from "./attention_wall.js";

const TEXT = await words("mixing");

const REST = 120; // ms without a new picture before the models are asked again

/** An input of another size (of another tier) has a panel of its own. */
export function mountListeners(container, first) {
  let panel = mountPanel(container, first);
  return {
    update(next) {
      if (panel.fits(next)) return panel.update(next);
      panel.destroy();
      panel = mountPanel(container, next);
    },
    destroy: () => panel.destroy(),
  };
}

const shownIn = (context) =>
  (context.state.models ?? context.frame.models.map(({ id }) => id))
    .map((id) => context.models.find((model) => model.id === id))
    .filter(Boolean);

function mountPanel(container, first) {
  let context = first;
  let visible = false;
  let settled = null;
  let cards = new Map(); // model id -> card

  const models = () => shownIn(context);
  const size = models()[0].input;
  const listen = () => parseListen(context.state.listen, size);
  const common = () => context.state.listenScale !== "own";
  const picture = (model) => findModel(context.frame, model.id)?.input ?? null;
  const shown = () =>
    models()
      .map(({ id }) => cards.get(id))
      .filter(Boolean);

  const asker = createAsker({ context: () => context, listen, picture, onAnswer: () => paint() });

  // --- what is chosen
  const set = (patch) => context.setState(patch);
  const pick = ({ row, column }) => set({ listen: formatListen({ row, column }) });
  /** One position further, in steps of the coarsest grid shown or of the card's own. */
  function step(dx, dy, card) {
    const strides = (card ? [card] : shown()).map((one) => one.question?.point.stride ?? 1);
    const by = Math.max(1, ...strides);
    const chosen = listen();
    const from = chosen === "class" ? { row: size.height / 2, column: size.width / 2 } : chosen;
    const bounded = (value, most) => Math.min(most - 1, Math.max(0, Math.round(value)));
    pick({ row: bounded(from.row + dy * by, size.height), column: bounded(from.column + dx * by, size.width) });
  }

  const controls = createControls(size, {
    set,
    onPick: pick,
    onStep: step,
    onScale: (on) => set({ listenScale: on ? "common" : "own" }),
    onHover(at) {
      light(at && { top: at.row, left: at.column, bottom: at.row + 1, right: at.column + 1 });
      for (const part of parts) part.hover?.(at);
    },
  });
  const grid = el("div.lcards");
  const readout = el("output.lreadout");
  const bar = createBar();
  const attention = el("p.lmuted");
  const table = createTable({
    get context() {
      return context;
    },
    shown,
    subject: (model) => JSON.stringify([picture(model) && asker.place(model), asker.question(model)]),
  });
  container.classList.add("listeners");
  container.append(
    el("header.lhead", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
    controls.element,
    grid,
    readout,
    bar.element,
    attention,
    table.element,
  );
  const panel = {
    get context() {
      return context;
    },
    models,
    listen,
    picture,
    shown,
    set,
    pick,
    step,
    place: asker.place,
    parameter: asker.parameter,
    light: (rect) => light(rect),
    question: asker.question,
  };
  const parts = [
    ["wall", mountWall],
    ["fixed", mountFixed],
    ["units", mountUnits],
  ].map(([name, mount]) => fold(name, mount));

  /** A part that is mounted when it is opened, and updated only while it is open. */
  function fold(name, mount) {
    const body = el("div.lpart");
    const details = el(
      "details.lfold",
      { dataset: { part: name } },
      el("summary", {}, el("b", {}, TEXT[name].title), el("span", {}, TEXT[name].teaser)),
      body,
    );
    container.append(details);
    let part = null;
    details.addEventListener("toggle", () => {
      if (!details.open) return void part?.rest?.();
      part ??= mount(body, panel);
      part.update();
    });
    return {
      update: () => {
        if (details.open && visible) part?.update();
      },
      hover: (at) => details.open && part?.hover?.(at),
      destroy: () => part?.destroy?.(),
    };
  }

  // --- showing
  let lit = null;
  function light(rect) {
    context.onHover?.(rect);
    shine(rect);
  }
  function shine(rect) {
    lit = rect;
    for (const card of shown()) card.lines(rect);
    drawPicker();
  }

  function cardOf(model) {
    if (!cards.has(model.id)) {
      cards.set(
        model.id,
        createCard(model, {
          onPick: pick,
          onStep: step,
          onHover(card, at) {
            const { columns, pixels, placed } = card.answer ?? {};
            const cell = at && placed ? { row: Math.floor(at.cell / columns), column: at.cell % columns } : null;
            light(cell ? rectOf({ stride: pixels }, cell) : null);
            say(readout, at ? card.read(at.cell) : "");
          },
          onKind: (card, kind) => set({ listenKind: switchKind(context.state.listenKind, card.question.kinds, kind) }),
          onUnit: (unit) => set({ listenUnit: unit }),
          onPart: paint,
          onOpen: ({ model: { id }, question }) => set({ stage: `${id}/${question.point.name}`, channel: null, view: null }),
        }),
      );
    }
    return cards.get(model.id);
  }

  function drawPicker() {
    const accent = getComputedStyle(container).getPropertyValue("--chosen").trim();
    const at = listen();
    const point = shown()
      .map((card) => card.question?.point)
      .filter((one) => one?.grid && one.stride)
      .sort((a, b) => b.stride - a.stride)[0];
    const query = point && at !== "class" ? queryOf(point, at) : null;
    controls.picker.lines([
      ...(lit ? [{ rect: lit, colour: "#888", width: 1 }] : []),
      ...(query ? [{ rect: rectOf(point, query), colour: accent }] : []),
    ]);
  }

  function paint() {
    const list = shown();
    const high = Math.min(CEILING, Math.max(0, ...list.filter((card) => card.comparable()).map((card) => card.high())));
    for (const card of list) card.paint(common() ? high : null, picture(card.model), lit);
    controls.picker.paint({ places: null, picture: picture(models()[0]), ink: null, label: TEXT.picker });
    drawPicker();
    const spiked = list.some((card) => card.question?.level === "block" && card.own() !== null);
    bar.show(common() ? high : null, spiked);
    say(
      attention,
      list.some((card) => ["attention", "rollout", "contribution"].includes(card.answer?.kind)) ? TEXT.notExplanation : "",
    );
    table.show();
  }

  function refresh() {
    if (!visible) return;
    const list = models();
    controls.show({
      models: list,
      listen: listen(),
      depth: context.state.listenDepth,
      level: context.state.listenLevel,
      common: common(),
      classToken: list.some((model) => model.points.some(({ prefix }) => prefix)),
    });
    const wanted = list.map(cardOf);
    for (const [id, card] of cards) if (!wanted.includes(card)) drop(id, card);
    if (wanted.some((card, i) => grid.children[i] !== card.element))
      grid.replaceChildren(...wanted.map(({ element }) => element));
    wanted.forEach(asker.ask);
    paint();
    for (const part of parts) part.update();
  }
  function drop(id, card) {
    asker.drop(card);
    cards.delete(id);
  }

  const observer = new IntersectionObserver(
    (entries) => {
      visible = entries.at(-1).isIntersecting;
      refresh();
    },
    { rootMargin: "120px 0px" },
  );
  observer.observe(container);
  const unwatch = onTheme(refresh);
  const watcher = new ResizeObserver(() => {
    if (visible) paint();
  });
  watcher.observe(grid);

  return {
    fits(next) {
      const { width, height } = shownIn(next)[0].input;
      return width === size.width && height === size.height;
    },
    update(next) {
      const before = context;
      context = next;
      if (!visible) return;
      if (next.hover?.rect !== before.hover?.rect && (next.hover?.rect ?? null) !== lit) shine(next.hover?.rect ?? null);
      if (before.frame !== next.frame) {
        clearTimeout(settled);
        settled = setTimeout(refresh, REST);
      }
      if (ASKED.some((name) => before.state[name] !== next.state[name])) refresh();
    },
    destroy() {
      clearTimeout(settled);
      observer.disconnect();
      watcher.disconnect();
      unwatch();
      asker.destroy();
      for (const part of parts) part.destroy();
      container.replaceChildren();
    },
  };
}

/** The parts of the page's state that the panel follows at once. */
export const ASKED = ["listen", "listenDepth", "listenLevel", "listenKind", "listenUnit", "listenScale"];
