// One view at a time: the old one goes, the new one is drawn, and what came while it was fetching is told afterwards.
import { el, say } from "../ui/dom.js";
import { caption } from "../ui/figure_parts.js";
import { createWaiting } from "../ui/waiting.js";
import { isUnfit } from "./registry.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

/** `views` by id, each with what it does while it is `working`; `inside()` is what a view gets to know. Returns {openId, show(id), close}. */
export function createPanel({ views, tabs, explain, panel }, inside) {
  let open = null; // {id, view}

  async function fill(mine, module, box) {
    const { waiting } = mine;
    waiting.busy(module.working ?? TEXT.loading);
    try {
      const context = inside();
      if (isUnfit(mine.id, context.point)) box.append(caption(TEXT.inside.notHere(module.title)));
      const view = isUnfit(mine.id, context.point) ? null : await module.render(box, context);
      if (open !== mine) return void view?.destroy?.();
      mine.view = view;
    } catch (error) {
      if (open === mine) waiting.fail(TEXT.failed(error.message), () => turnTo(mine.id));
      return;
    }
    waiting.done();
    mine.view?.update?.(inside());
  }

  function turnTo(id) {
    const module = views.find((view) => view.id === id);
    const box = el("div.vview", { dataset: { view: id } });
    const mine = (open = { id, view: null, waiting: createWaiting() });
    panel.replaceChildren(mine.waiting.element, box);
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    say(explain, module.explain);
    tabs.show(id);
    fill(mine, module, box);
  }

  return {
    get openId() {
      return open?.id;
    },
    show(id) {
      if (open?.id === id) return open.view?.update?.(inside());
      open?.view?.destroy?.();
      turnTo(id);
    },
    close() {
      open?.view?.destroy?.();
      open = null;
    },
  };
}
