// One view at a time: the old one goes, the new one is drawn, and what came while it was fetching is told afterwards.
import { el } from "../ui/dom.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

/** `views` by id; `inside()` is what a view gets to know. Returns {openId, show(id), close}. */
export function createPanel({ views, tabs, explain, panel }, inside) {
  let open = null; // {id, view}

  async function fill(mine, module, box) {
    try {
      const view = await module.render(box, inside());
      if (open !== mine) return void view?.destroy?.();
      mine.view = view;
    } catch (error) {
      if (open === mine) box.replaceChildren(el("p.vcaption", {}, TEXT.failed(error.message)));
      return;
    }
    mine.view?.update?.(inside());
  }

  function turnTo(id) {
    const module = views.find((view) => view.id === id);
    const box = el("div.vview", { dataset: { view: id } });
    const mine = (open = { id, view: null });
    panel.replaceChildren(box);
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    explain.textContent = module.explain;
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
