// The numbers themselves, and the call that returns them again.
import { el } from "../ui/dom.js";
import { home } from "../lib/address.js";
import { shape as sizes } from "../lib/format.js";
import { npy } from "../lib/npy.js";
import { button, caption, copyButton, download, fileName, placed } from "../ui/figure_parts.js";
import { createWaiting } from "../ui/waiting.js";
import { calls } from "./http_calls.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.download;

export const id = "download";
export const title = text.title;
export const explain = text.explain;
export const needs = [];

const LANGUAGES = { curl: text.shell, python: "Python" };

export function render(container, first) {
  const view = {
    context: first,
    waiting: createWaiting(),
    note: caption(""),
    code: Object.fromEntries(Object.keys(LANGUAGES).map((language) => [language, el("code")])),
  };
  const { model, point } = first;
  const link = copyButton(() => view.context.link());
  container.append(
    item(text.array, text.arrayNote(`${sizes(point.shape)} (${point.axes.join(", ")})`), saveButton(view, "npy")),
    item(text.all, text.allNote, saveButton(view, "npz")),
    item(text.picture, `${model.title}, ${point.title}`, saveButton(view, "wall")),
    view.waiting.element,
    el("h4", {}, text.reproduce),
    ...Object.entries(view.code).map(([language, node]) => codeBox(LANGUAGES[language], node)),
    view.note,
    item(text.link, "", link),
  );
  tell(view);
  return {
    update(next) {
      view.context = next;
      tell(view);
    },
  };
}

const item = (name, note, node) =>
  el("div.vdownload", {}, el("div", {}, el("strong", {}, name), caption(note)), el("span.vsave", {}, node));

function codeBox(language, node) {
  const copy = copyButton(() => node.textContent);
  return el("div.vcode", {}, el("span.vmuted", {}, language), el("pre", {}, node), copy);
}

const base = ({ model, point, frame }) => fileName(model.id, point.name, ...placed(frame));

const SAVES = {
  npy: {
    label: ".npy",
    save: ({ context }) => download(new Blob([npy(context.array.values, context.array.shape)]), `${base(context)}.npy`),
  },
  npz: { label: ".npz", save: saveArchive },
  wall: {
    label: "PNG",
    save: ({ context }) => context.wall.canvas.toBlob((blob) => download(blob, `${base(context)}_wall.png`), "image/png"),
  },
};

function saveButton(view, kind) {
  const { label, save } = SAVES[kind];
  const node = button(label, () => save(view, node), { dataset: { download: kind } });
  return node;
}

async function saveArchive(view, node) {
  const { context, waiting } = view;
  node.disabled = true;
  waiting.busy(text.working);
  try {
    const { inner, name } = context.point;
    const more = inner ? { inner: [`${context.model.id}/${name}`] } : {};
    download(await context.request.traceNpz(more), `${["mixscope", ...placed(context.frame)].join("_")}.npz`);
    waiting.done();
  } catch (error) {
    waiting.fail(TEXT.failed(error.message), () => saveArchive(view, node));
  } finally {
    node.disabled = false;
  }
}

function tell({ context, code, note }) {
  const { frame, state, model, point } = context;
  const sample = state.image ? null : (state.sample ?? context.samples[0].name);
  const made = calls({ home: home(), model: model.id, point: point.name, inner: Boolean(point.inner), sample, frame });
  for (const [language, node] of Object.entries(code)) node.textContent = made[language];
  note.textContent = made.own ? text.own : "";
}
