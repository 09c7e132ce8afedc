// The opened stage: a wall of everything in it, and beside it one view at a time (registry.js has the list).
import { rangeOf, stageScales } from "../lib/colour.js";
import { el } from "../ui/dom.js";
import { REST } from "../ui/moving_figure.js";
import { exact, shape as sizes, short } from "../lib/format.js";
import { onTheme, themeName } from "../ui/plot.js";
import { pixelsOf } from "../lib/wire.js";
import { layout, slice, squarest, summary } from "../lib/arrays.js";
import { readNpz } from "../lib/npy.js";
import { offers, parseView, placeOf, viewsFor } from "./registry.js";
import { colourBar, KINDS, scaleOf, scaleSentence } from "../ui/figure_parts.js";
import { TEXT } from "../i18n/en/stage_view.js";
import { mountWall } from "../ui/tile_grid.js";
import { createViewTabs } from "./view_tabs.js";

export function openStage(container, first) {
  let context = first;
  const [modelId, ...rest] = context.state.stage.split("/");
  const pointName = rest.join("/");
  const model = context.models.find(({ id }) => id === modelId);
  const point = model.points.find(({ name }) => name === pointName);
  const inner = model.points.find(({ name, role }) => role === "attention" && name.startsWith(`${point.name}.`));
  const has = offers(model, point);
  const views = viewsFor(has, context.state.hide);
  const stages = model.points.filter(({ stage }) => stage);

  let array = null;
  let form = null;
  let strongest = 0;
  let facts = null;
  let held = null; // the scale, kept while the pattern moves
  let moving = false;
  let settled = null;
  let reading = false;
  let stale = true;
  let failed = false;
  let gone = false;
  let open = null; // {id, view, panel}
  let place = placeOf(context);
  let image = null; // the model's input at this place, exact

  const status = el("p.vstatus", { role: "status" }, TEXT.loading);
  const wallHead = el("h4");
  const wallBox = el("div.vwall");
  const hovered = el("output.vreadout");
  const bar = colourBar();
  const sentence = el("p.vcaption");
  const tabs = createViewTabs(views, (id) => go(id));
  const explain = el("p.vexplain");
  const panel = el("div.vpanel", { role: "tabpanel", tabIndex: -1 });
  const element = el(
    "div.stage-view",
    { dataset: { family: model.family } },
    el(
      "header.vtop",
      {},
      el("h3", {}, model.title, el("span.vsep", {}, "›"), point.title),
      el(
        "span.vmuted",
        {},
        `${sizes(point.shape)} (${point.axes.join(", ")}) · ${TEXT.phases[point.phase] ?? point.phase} · `,
        el("code", {}, point.name),
      ),
      el(
        "button.vclose",
        {
          type: "button",
          "aria-label": TEXT.close,
          title: `${TEXT.close} (Esc)`,
          onclick: () => context.setState({ stage: null, channel: null, view: null }),
        },
        "×",
      ),
    ),
    status,
    el(
      "div.vbody",
      { hidden: true },
      el("div.vside", {}, el("div.vhead", {}, wallHead, hovered), wallBox, bar.element, sentence),
      el("div.vmain", {}, tabs.element, explain, panel),
    ),
  );
  container.append(element);
  const body = element.querySelector(".vbody");

  // Nothing chosen: the channel with the largest value, which is the one worth a look.
  const channel = () =>
    context.state.channel === null ? strongest : Math.min(form.count - 1, Math.max(0, context.state.channel));
  const go = (id, argument = null) => context.setState({ view: argument === null ? id : `${id}.${argument}` });
  const choose = (next) => context.setState({ channel: next });
  const wanted = () => {
    const asked = parseView(context.state.view);
    return views.some(({ id }) => id === asked.id) ? asked : { id: views[0].id, argument: null };
  };

  /** The scale of the whole stage as the person chose it, and of one channel. */
  function scales() {
    if ((moving || context.held) && held) return held; // also while the person rests, but has not let go
    const kind = context.state.scale;
    const own = scaleOf(facts);
    const shared = kind === "model" || kind === "all" ? stageScales(context.frame, kind).get(`${modelId}/${pointName}`) : null;
    return (held = { stage: shared ?? own, own: kind === "unit" });
  }
  function tileScale(index) {
    const { stage, own } = scales();
    if (!own || form.kind === "units") return stage;
    const { min, max } = summary(slice(array, form, index));
    return { ...rangeOf(stage.signed ? Math.min(min, -1e-30) : 0, Math.max(Math.abs(min), max)), signed: stage.signed };
  }

  function inside() {
    const { id, argument } = wanted();
    return {
      ...context,
      model,
      point,
      array,
      form,
      moving,
      channel: channel(),
      scale: scales().stage,
      tileScale,
      attention: inner,
      wall,
      theme: themeName(),
      last: stages.at(-1) === point,
      argument: id === open?.id ? argument : null,
      has: (view) => views.some((one) => one.id === view),
      go,
      choose,
      input,
      hoverCell: (row, column) =>
        context.onHover?.(row === null || !point.grid || !point.stride ? null : pixelsOf(point, row, column)),
    };
  }

  /** What the model received: exact, from the same archive that people download. */
  async function input() {
    image ??= (async () =>
      readNpz(await (await context.request.traceNpz({ models: [modelId] })).arrayBuffer(), `${modelId}/input`))();
    return image;
  }

  let wall = null;
  function build() {
    form = layout(array, point);
    let most = -Infinity;
    for (let i = 0; i < form.count; i++) {
      const { max } = summary(slice(array, form, i));
      if (max > most) [most, strongest] = [max, i];
    }
    wall = mountWall(wallBox, {
      label: `${form.noun}s of ${point.title}`,
      count: form.count,
      rows: form.rows,
      columns: form.columns,
      across: form.kind === "units" ? squarest(form.count) : null,
      describe,
      onChoose: choose,
      onHover(found) {
        hovered.textContent = found ? `${describe(found.id)}` : "";
        inside().hoverCell(found && form.kind !== "units" ? found.row : null, found?.column);
      },
    });
    wallHead.textContent = form.kind === "units" ? TEXT.wallUnits(form.count, form.noun) : TEXT.wallMaps(form.count);
    body.hidden = false;
    status.textContent = "";
  }
  function describe(index) {
    if (form.kind === "units") return `${form.noun} ${index}: ${exact(slice(array, form, index)[0])}`;
    const { min, max } = summary(slice(array, form, index));
    return `${form.noun} ${index}: ${short(min)} … ${short(max)}`;
  }

  function paint() {
    const { stage } = scales();
    wall.paint(
      { values: (index) => slice(array, form, index), scale: tileScale, map: KINDS.activation.map(stage.signed) },
      channel(),
    );
    bar.update(stage);
    sentence.textContent = scaleSentence(TEXT.activation, context.state, stage);
    showView();
  }

  function showView() {
    const { id } = wanted();
    if (open?.id === id) {
      open.view?.update?.(inside());
      return;
    }
    open?.view?.destroy?.();
    const module = views.find((view) => view.id === id);
    const box = el("div.vview", { dataset: { view: id } });
    const mine = (open = { id, view: null });
    panel.replaceChildren(box);
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    explain.textContent = module.explain;
    tabs.show(id);
    const made = inside();
    // A view may have to fetch before it can draw: what came meanwhile is told afterwards.
    Promise.resolve(module.render(box, made)).then(
      (view) => {
        if (open !== mine || gone) return void view?.destroy?.();
        mine.view = view;
        view?.update?.(inside());
      },
      (error) => {
        if (open === mine) box.replaceChildren(el("p.vcaption", {}, TEXT.failed(error.message)));
      },
    );
  }

  // One request at a time; while one is under way only the newest place is remembered.
  async function read() {
    if (reading || gone) return;
    reading = true;
    while (stale && !gone) {
      stale = failed = false;
      try {
        const next = await context.request.activation(modelId, pointName);
        if (gone) return;
        array = next;
        image = null;
        facts = summary(array.values);
        if (!form) build(); // and what it starts with stays while the pattern moves
        status.textContent = "";
        paint();
      } catch (error) {
        failed = true; // asked again with the next frame
        status.textContent = TEXT.failed(error.message);
      }
    }
    reading = false;
  }

  function atRest() {
    settled = null;
    moving = false;
    if (array && !gone) paint();
  }

  const unwatch = onTheme(() => {
    if (array) paint();
  });
  read();

  return {
    element,
    update(next) {
      const before = context;
      context = next;
      if (before.frame !== next.frame) {
        const here = placeOf(next);
        if (here !== place) {
          place = here;
          moving = Boolean(array);
          clearTimeout(settled);
          settled = setTimeout(atRest, REST);
          stale = true;
          read();
          return;
        }
        if (failed) {
          stale = true;
          read();
        }
      }
      if (array) paint();
    },
    close() {
      gone = true;
      clearTimeout(settled);
      unwatch();
      open?.view?.destroy?.();
      wall?.destroy();
      element.remove();
    },
  };
}
