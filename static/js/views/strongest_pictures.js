// The pictures that a unit answers to most strongly, each with a frame around what the value can depend on: a click makes one the
// picture of now.
import { ALONE } from "../lib/scene.js";
import { exact, short } from "../lib/format.js";
import { el } from "../ui/dom.js";
import { words } from "../i18n/i18n.js";
import { tokenName } from "./arithmetic/tokens.js";
import { inside } from "./strongest_parse.js";

const TEXT = await words("strongest");
const AXES = await words("axes");
const SVG = "http://www.w3.org/2000/svg";

/** Which position of a stage that is, in words. */
export function positionName(position, { axes, grid, prefix }) {
  if (axes.includes("token"))
    return grid ? tokenName(position, { prefix, columns: grid[1] }) : AXES.numbered("token", position);
  if (!grid) return AXES.numbered("position", position);
  return AXES.cell("position", Math.floor(position / grid[1]), position % grid[1]);
}

/** Figures of an answer (docs/wire.md). `own`: the pictures that it was asked with; `fail(error)`. */
export const pictureFigures = (view, found, own, fail) =>
  found.strongest.map((one, i) => figure(view, found, { ...one, rank: i + 1, sent: own[one.number] }, fail));

function figure(view, found, one, fail) {
  const { context } = view;
  const said = [
    one.position !== null && positionName(one.position, context.point),
    one.field?.whole && TEXT.whole,
    nameOf(one, found, context.samples),
  ].filter(Boolean);
  const { set, number, value, position, field } = one;
  const corners = field && [field.top, field.left, field.bottom, field.right].join();
  return el(
    "li",
    { dataset: { set, number: String(number), value: exact(value), position: String(position), field: String(corners) } },
    el(
      "button.strong-picture",
      { type: "button", "aria-description": TEXT.take, onclick: () => take(view.context, one).catch(fail) },
      framed(context.model.id, found, one),
      el("b", {}, short(value)),
      ...said.map((text) => el("span", {}, text)),
    ),
  );
}

function framed(model, found, one) {
  const { rows, columns } = found;
  const source = `api/strongest/picture.png?${new URLSearchParams(picked(model, one))}`;
  const image = el("img", { alt: "", src: source, width: columns, height: rows, loading: "lazy", draggable: false });
  image.classList.toggle("is-small", Math.max(rows, columns) <= 64);
  return el(
    "span.strong-frame",
    { style: { "aspect-ratio": `${columns} / ${rows}` } },
    image,
    one.field && frame(one.field, found),
  );
}

function frame(field, { rows, columns }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
  svg.setAttribute("aria-hidden", "true");
  const { top, left, bottom, right } = inside(field, rows, columns);
  for (const kind of ["under", "over"]) {
    const box = document.createElementNS(SVG, "rect");
    const sides = { x: left, y: top, width: right - left, height: bottom - top, class: kind };
    for (const [key, value] of Object.entries(sides)) box.setAttribute(key, String(value));
    svg.append(box);
  }
  return svg;
}

/** How the server is asked for one of the pictures. */
const picked = (model, { set, number, sent }) =>
  set === "own" ? { model, of: set, number: "0", own: `${sent.id}:${sent.fit}` } : { model, of: set, number: String(number) };

function nameOf({ set, name, number }, { rows }, samples) {
  if (set === "samples") return TEXT.one.samples(samples.find((sample) => sample.name === name)?.title ?? name);
  return TEXT.one[set](set === "own" ? number + 1 : number, rows);
}

/** It becomes the picture of now, alone and where it stands at first; the channel stays. */
async function take({ setState, give, request, model, channel }, one) {
  if (one.set === "samples") return setState({ ...ALONE, channel, image: null, sample: one.name });
  if (one.set === "own") return setState({ ...ALONE, channel, image: one.sent.image, sample: null });
  setState({ channel });
  return give(await request.strongestPicture(picked(model.id, one)));
}
