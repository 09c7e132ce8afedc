// A switch that turns one branch off: what the model then says of this picture, and how often it is right on the test set.
import { el, say } from "../../ui/dom.js";
import { percent } from "../../lib/format.js";
import { findModel } from "../../lib/wire.js";
import { caption, head } from "../../ui/figure_parts.js";
import { classes } from "./parse.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("residual");

export function createLesion({ onSwitch }) {
  let asked = "";
  let running = null;
  const toggle = el(
    "button.rswitch",
    {
      type: "button",
      role: "switch",
      "aria-checked": "false",
      onclick: () => onSwitch(toggle.getAttribute("aria-checked") !== "true"),
    },
    el("i"),
    TEXT.off,
  );
  const verdict = el("p.rverdict", { role: "status" });
  const table = el("div.rbars");
  const tested = caption("");
  const element = el(
    "section.rpart",
    {},
    head(TEXT.lesion),
    el("p.vline", {}, toggle),
    caption(TEXT.offExplain),
    verdict,
    table,
    tested,
  );

  function paint(before, after) {
    const [was, now] = [before[0], after[0]];
    say(
      verdict,
      was.index === now.index
        ? TEXT.same(was.label, percent(was.probability), percent(now.probability))
        : TEXT.other(was.label, now.label, percent(now.probability)),
    );
    verdict.classList.toggle("is-other", was.index !== now.index);
    verdict.dataset.value = now.probability;
    verdict.dataset.label = now.label;
    table.replaceChildren(
      el(
        "div.rbar.is-head",
        {},
        TEXT.columns.map((name) => el("span", {}, name)),
      ),
      ...classes(before, after).map(({ label, before: first, after: second }) =>
        el(
          "div.rbar",
          {},
          el("b", {}, label),
          ...[first, second].map((share, i) =>
            el(
              "span.rtrack",
              { title: TEXT.columns[i + 1] },
              el("i", { style: { "--part": share }, dataset: { which: i } }),
              el("small", {}, percent(share)),
            ),
          ),
        ),
      ),
    );
  }

  return {
    element,
    async show(context, answer, part, off) {
      toggle.setAttribute("aria-checked", String(off));
      element.classList.toggle("is-off", off);
      say(
        tested,
        part.top1 === null || answer.whole === null
          ? TEXT.untested
          : `${TEXT.tested(answer.whole.toFixed(2), part.top1.toFixed(2))} ${TEXT.protocol(answer.protocol)}`,
      );
      Object.assign(tested.dataset, { whole: answer.whole ?? "", without: part.top1 ?? "" });
      const before = findModel(context.frame, context.model.id)?.predictions;
      if (!off || !before?.length) {
        asked = "";
        running?.abort();
        verdict.replaceChildren();
        verdict.said = "";
        table.replaceChildren();
        return;
      }
      const question = JSON.stringify([part.name, before.map(({ logit }) => logit)]);
      if (question === asked || context.moving || context.held) return;
      asked = question;
      running?.abort();
      const mine = (running = new AbortController());
      try {
        const { predictions } = await context.request.lesion({ model: context.model.id, off: part.name }, mine.signal);
        if (mine === running) paint(before, predictions);
      } catch (error) {
        if (!mine.signal.aborted) say(verdict, error.message);
      }
    },
    destroy: () => running?.abort(),
  };
}
