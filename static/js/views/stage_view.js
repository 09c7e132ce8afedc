// The opened stage: a wall of everything in it, and beside it one view at a time (registry.js has the list).
import { REST } from "../ui/moving_figure.js";
import { onTheme, themeName } from "../ui/plot.js";
import { offIn } from "../lib/switched_off.js";
import { findModel, pixelsOf } from "../lib/wire.js";
import { layout, summary } from "../lib/arrays.js";
import { readNpz } from "../lib/npy.js";
import { offers, parseView, placeOf, viewsFor } from "./registry.js";
import { createReader } from "./reader.js";
import { innerPoint, leaveInner, refusedInner } from "./inner_stage.js";
import { stageFrame } from "./stage_frame.js";
import { createPanel } from "./stage_panel.js";
import { tokenName } from "./arithmetic/tokens.js";
import { paintWall, scales, stageWall, strongestOf, tileScale } from "./stage_wall.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

/** `onCard()` leads back to the card that was opened; `inner`: a module inside it that is opened instead (net/api.js). Returns {element, update(context), close()}. */
export function openStage(container, first, { onCard, inner = null }) {
  if (inner?.refused) return refusedInner(container, first, inner.refused);
  const stage = stageOf(asItIs(first), onCard, inner);
  const { frame } = stage;
  container.append(frame.element);
  stage.panel = createPanel({ ...frame, views: stage.views }, () => inside(stage));
  stage.reader = createReader({
    read() {
      stage.asked = stage.context.numbers();
      return stage.context.request.activation(stage.modelId, stage.pointName);
    },
    onArray: (array) => arrived(stage, array),
    onFail: (error) => frame.waiting.fail(TEXT.failed(error.message), () => retry(stage)), // and with the next frame
  });
  const unwatch = onTheme(() => paint(stage));
  frame.waiting.busy(TEXT.loading);
  stage.reader.ask();
  return {
    element: frame.element,
    update: (next) => update(stage, asItIs(next)),
    close() {
      stage.reader.stop();
      clearTimeout(stage.settled);
      unwatch();
      stage.panel.close();
      stage.wall?.destroy();
      frame.element.remove();
    },
  };
}

/** A row whose model is altered tells nothing of the other stages as they are, whose scale this one would share. */
function asItIs(context) {
  const { frame, state } = context;
  const known = findModel(frame, state.stage.split("/")[0])?.stages.length;
  return known || state.scale === "unit" ? context : { ...context, state: { ...state, scale: "stage" } };
}

/** What is known of the stage that the link names; the rest is filled in as it comes. */
function stageOf(context, onCard, inner) {
  const [modelId, ...rest] = context.state.stage.split("/");
  const model = context.models.find(({ id }) => id === modelId);
  const outer = model.points.find(({ name }) => name === rest.join("/"));
  const point = inner ? innerPoint(inner) : outer;
  const pointName = point.name;
  const stage = {
    context,
    modelId,
    pointName,
    model,
    outer,
    point,
    attention: model.points.find(({ name, role }) => role === "attention" && name.startsWith(`${point.name}.`)),
    last: model.points.filter((one) => one.stage).at(-1) === point,
    views: viewsFor(offers(model, point), context.state.hide),
    array: null, // the newest values, the numbers they were asked with, their ends, and how they fall into pictures
    asked: null,
    at: null,
    ends: null,
    form: null,
    strongest: 0,
    heldScale: null,
    moving: false, // the pattern is; `settled` is the timer after which it is not
    settled: null,
    place: placeOf(context),
    image: null, // the model's input at this place, exact
    wall: null,
  };
  stage.frame = stageFrame(stage, {
    onClose: () => stage.context.setState({ stage: null, channel: null, view: null }),
    onOuter: () => leaveInner(stage.context),
    onWhy: () => stage.context.setState({ section: "why", whyClass: answerOf(stage), whyModel: modelId }),
    onAlike: () => stage.context.setState({ section: "likeness" }),
    onGo: (id) => go(stage, id),
    onCard,
  });
  return stage;
}

/** The class that the model says. */
const answerOf = ({ context, modelId }) => context.frame.models.find(({ id }) => id === modelId)?.predictions[0]?.index ?? null;

function retry(stage) {
  stage.frame.waiting.busy(TEXT.loading);
  stage.reader.retry();
}

const go = ({ context }, id, argument = null) => context.setState({ view: argument === null ? id : `${id}.${argument}` });
const channelOf = ({ context: { state }, strongest, form }) =>
  state.channel === null ? strongest : Math.min(form.count - 1, Math.max(0, state.channel));

function wanted({ context, views }) {
  const asked = parseView(context.state.view);
  return views.some(({ id }) => id === asked.id) ? asked : { id: views[0].id, argument: null };
}

/** What a view gets to know, and what it may ask for. */
function inside(stage) {
  const { context, model, point, attention, array, at, form, moving, wall, last, views } = stage;
  const { id, argument } = wanted(stage);
  return {
    ...context,
    model,
    point,
    attention,
    array,
    at,
    form,
    moving,
    wall,
    last,
    channel: channelOf(stage),
    scale: scales(stage).stage,
    tileScale: (index) => tileScale(stage, index),
    theme: themeName(),
    argument: id === stage.panel.openId ? argument : null,
    has: (view) => views.some((one) => one.id === view),
    go: (view, next) => go(stage, view, next),
    choose: (channel) => choose(stage, channel),
    input: () => input(stage),
    hoverCell: (row, column) => hoverCell(stage, row, column),
  };
}

const choose = ({ context }, channel) => context.setState({ channel });

const hoverCell = ({ context, point }, row, column) =>
  context.onHover?.(row === null || !point.grid || !point.stride ? null : pixelsOf(point, row, column));

/** What the model received: exact, from the same archive that people download. */
function input(stage) {
  const { context, modelId } = stage;
  const ask = async () =>
    readNpz(await (await context.request.traceNpz({ models: [modelId] })).arrayBuffer(), `${modelId}/input`);
  return (stage.image ??= ask());
}

function arrived(stage, array) {
  Object.assign(stage, { array, at: stage.asked, ends: summary(array.values), image: null });
  if (!stage.form) build(stage); // and what it starts with stays while the pattern moves
  stage.frame.waiting.done();
  paint(stage);
}

function build(stage) {
  stage.form = layout(stage.array, stage.point);
  stage.strongest = strongestOf(stage.array, stage.form);
  stage.wall = stageWall(stage, {
    onChoose: (channel) => choose(stage, channel),
    onHover: (row, column) => hoverCell(stage, row, column),
  });
  stage.frame.body.hidden = false;
}

function paint(stage) {
  stage.frame.altered.hidden = !offIn(stage.context.state.off, stage.modelId).length;
  if (!stage.array) return;
  paintWall(stage, channelOf(stage));
  paintChange(stage);
  stage.panel.show(wanted(stage).id);
}

function paintChange(stage) {
  const { array, at, point, model, context, form, frame } = stage;
  const channel = channelOf(stage);
  const { own } = scales(stage);
  frame.change.paint(
    { array, at, point },
    { ...context, model },
    {
      form,
      channel,
      own: own && form.kind !== "units",
      scale: tileScale(stage, channel),
      nameOf: (token) => tokenName(token, form),
      choose: (unit) => choose(stage, unit),
      hoverCell: (row, column) => hoverCell(stage, row, column),
    },
  );
}

function update(stage, next) {
  const before = stage.context;
  stage.context = next;
  if (before.frame !== next.frame) {
    const here = placeOf(next);
    if (here !== stage.place) return moved(stage, here);
    stage.reader.retry();
  }
  paint(stage);
}

function moved(stage, place) {
  Object.assign(stage, { place, moving: Boolean(stage.array) });
  clearTimeout(stage.settled);
  stage.settled = setTimeout(() => {
    stage.moving = false;
    paint(stage);
  }, REST);
  stage.reader.ask();
}
