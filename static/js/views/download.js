// The numbers themselves, and the call that returns them again.
import { el } from "../ui/dom.js";
import { shape as sizes } from "../lib/format.js";
import { npy } from "../lib/npy.js";
import { button, caption, copyButton, download, fileName } from "../ui/figure_parts.js";
import { calls } from "./http_calls.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

const text = TEXT.download;

export const id = "download";
export const title = text.title;
export const explain = text.explain;
export const needs = [];

export function render(container, first) {
  let context = first;
  const failed = el("p.vcaption", { role: "status" });
  const { model, point } = context;
  const base = () => fileName(context.model.id, context.point.name, `dx${context.frame.dx}`, `dy${context.frame.dy}`);

  const item = (name, note, ...buttons) =>
    el("div.vdownload", {}, el("div", {}, el("strong", {}, name), caption(note)), el("span.vsave", {}, buttons));
  const saveArray = button(
    ".npy",
    () => download(new Blob([npy(context.array.values, context.array.shape)]), `${base()}.npy`),
    {
      dataset: { download: "npy" },
    },
  );
  const saveAll = button(
    ".npz",
    async () => {
      saveAll.disabled = true;
      failed.textContent = "";
      try {
        download(await context.request.traceNpz(), `mixscope_dx${context.frame.dx}_dy${context.frame.dy}.npz`);
      } catch (error) {
        failed.textContent = error.message;
      } finally {
        saveAll.disabled = false;
      }
    },
    { dataset: { download: "npz" } },
  );
  const saveWall = button(
    "PNG",
    () => context.wall.canvas.toBlob((blob) => download(blob, `${base()}_wall.png`), "image/png"),
    {
      dataset: { download: "wall" },
    },
  );
  const code = Object.fromEntries(["curl", "python"].map((kind) => [kind, el("code")]));
  const note = caption("");
  container.append(
    item(text.array, text.arrayNote(`${sizes(point.shape)} (${point.axes.join(", ")})`), saveArray),
    item(text.all, text.allNote, saveAll),
    item(text.picture, `${model.title}, ${point.title}`, saveWall),
    failed,
    el("h4", {}, text.reproduce),
    ...Object.entries(code).map(([kind, node]) =>
      el(
        "div.vcode",
        {},
        el("span.vmuted", {}, kind === "curl" ? "shell" : "Python"),
        el("pre", {}, node),
        copyButton(() => node.textContent),
      ),
    ),
    note,
    item(
      text.link,
      "",
      copyButton(() => location.href),
    ),
  );

  function words() {
    const { frame, state } = context;
    const sample = state.image ? null : (state.sample ?? context.samples[0].name);
    const made = calls({ origin: location.origin, model: context.model.id, point: context.point.name, sample, frame });
    code.curl.textContent = made.curl;
    code.python.textContent = made.python;
    note.textContent = made.own ? text.own : "";
  }
  words();
  return {
    update(next) {
      context = next;
      words();
    },
  };
}
