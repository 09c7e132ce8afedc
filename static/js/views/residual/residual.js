// The residual stream: what each block adds to what goes around it, and what is lost when it does not.
import { el, say, stylesheet } from "../../ui/dom.js";
import { percent, short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { createLesion } from "./lesion.js";
import { createMaps } from "./maps.js";
import { parseArgument } from "./parse.js";
import { pathSpec, ratioSpec } from "./figures.js";
import { words } from "../../i18n/i18n.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";

const TEXT = await words("residual");

export const id = "residual";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const needs = ["residual"];

export async function render(container, first) {
  await stylesheet("/static/css/views_residual.css");
  let context = first;
  let answer = null;
  let ways = null;
  let read = null; // the array for which was asked
  let running = null;
  let gone = false;

  const status = el("p.vstatus", { role: "status" });
  const ratioBox = el("div.vfigure.rratio");
  const facts = el("dl.vfacts");
  const sentence = caption("");
  const maps = createMaps();
  const lesion = createLesion({ onSwitch: (off) => choose(chosen().index, off) });
  const pathBox = el("div.vfigure.rpaths");
  const pathNote = caption("");
  const pathMeasured = caption("");
  const pathPart = el("section", {}, head(TEXT.paths), pathNote, pathBox, pathMeasured);
  const save = saveButtons(
    () => ratio.element,
    () => fileName(context.model.id, "residual"),
  );
  container.append(
    head(TEXT.ratio, save),
    caption(TEXT.ratioNote),
    status,
    ratioBox,
    facts,
    sentence,
    el("div.rtwo", {}, maps.element, lesion.element),
    pathPart,
  );

  const chosen = () => parseArgument(context.argument, answer?.parts ?? [], context.point);
  const choose = (index, off = false) => context.go("residual", off ? `${index}-off` : String(index));
  const spec = (make) => (width) =>
    answer ? make({ answer, ways, chosen: chosen().index, context }, width) : { traces: [], layout: { width, height: 10 } };
  const ratio = figure(ratioBox, spec(ratioSpec), { onClick: ({ customdata }) => choose(customdata[0]) });
  const path = figure(pathBox, spec(pathSpec));

  /** Asked again whenever the stage holds something else; while the pattern moves the last answer stays. */
  async function ask() {
    running?.abort();
    const mine = (running = new AbortController());
    read = context.array;
    try {
      const found = await context.request.residual({ model: context.model.id }, mine.signal);
      if (gone || mine !== running) return;
      answer = found;
      say(status, "");
      show();
      await measure(mine);
    } catch (error) {
      if (!mine.signal.aborted) say(status, error.message);
    }
  }

  async function measure(mine) {
    say(pathMeasured, TEXT.measuring);
    try {
      const found = await context.request.paths({ model: context.model.id }, mine.signal);
      if (gone || mine !== running) return;
      ways = found;
      say(pathMeasured, TEXT.carriedNote(...found.most, found.label));
      path.redraw();
    } catch (error) {
      if (!mine.signal.aborted) say(pathMeasured, error.message);
    }
  }

  function show() {
    if (!answer) return;
    const { index, off } = chosen();
    const part = answer.parts[index];
    const { ratio: size, share, cosine } = part.measures;
    const values = { ratio: [short(size), size], share: [percent(share), share], cosine: [short(cosine), cosine] };
    facts.replaceChildren(
      el(
        "div",
        {},
        el("dt", {}, TEXT.phases[part.phase] ?? ""),
        el("dd", { dataset: { fact: "branch", value: part.name } }, part.title),
      ),
      ...Object.entries(values).map(([key, [text, value]]) =>
        el(
          "div",
          { title: key === "share" ? TEXT.shareExplain : "" },
          el("dt", {}, TEXT.facts[key]),
          el("dd", { dataset: { fact: key, value } }, text),
        ),
      ),
    );
    say(
      sentence,
      [part.resizes ? TEXT.resizes : "", part.activation ? TEXT.activation(part.activation) : part.resizes ? "" : TEXT.exact]
        .join(" ")
        .trim(),
    );
    say(pathNote, TEXT.pathsNote(answer.parts.length));
    maps.show(context, part.name);
    lesion.show(context, answer, part, off);
    ratio.redraw();
    path.redraw();
  }

  ask();
  return {
    ready: ratio.ready,
    update(next) {
      context = next;
      if (context.array !== read && !context.moving && !context.held) ask();
      show();
    },
    destroy() {
      gone = true;
      running?.abort();
      maps.destroy();
      lesion.destroy();
      ratio.destroy();
      path.destroy();
    },
  };
}
