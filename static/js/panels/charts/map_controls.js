// The shift map's head: what to show, of which stage, and how far the computing is.
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { button, head } from "../../ui/figure_parts.js";

const { map: text } = await words("charts");

/** `actions`: {compute, cancel, quantity(name), depth(number)}. */
export class MapControls {
  constructor(actions) {
    this.offered = null; // the stages in the list, as text
    this.opened = undefined; // the name of the opened stage among them
    this.compute = button(text.compute, actions.compute, { hidden: true, dataset: { map: "compute" } });
    this.cancel = button(text.cancel, actions.cancel, { hidden: true });
    this.progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": text.title });
    this.status = el("span.vmuted", { role: "status" });
    const quantities = el(
      "select",
      { "aria-label": text.quantity, onchange: () => actions.quantity(quantities.value) },
      ["change", "probability"].map((value) => el("option", { value }, text.quantities[value])),
    );
    this.stages = el("select", { "aria-label": text.stage, onchange: () => actions.depth(Number(this.stages.value)) });
    this.element = head(
      el("h3", {}, text.title),
      el("label", {}, `${text.quantity} `, quantities),
      el("label", {}, `${text.stage} `, this.stages),
      this.compute,
      this.cancel,
      this.progress,
      this.status,
    );
  }

  say(sentence) {
    say(this.status, sentence);
  }

  /** `running`: it can be cancelled. `offered`: it can be begun by hand. */
  run(running, offered, again) {
    this.progress.hidden = this.cancel.hidden = !running;
    this.compute.hidden = running || !offered;
    this.compute.textContent = again ? text.again : text.compute;
    if (!running) this.progress.value = 0;
  }

  advance(done, total) {
    this.progress.value = done / total;
    this.say(text.progress(done, total));
  }

  /**
   * The stages on offer for these models: by depth, and the opened one (its point) if there is one. Returns the depth
   * to show: the opened stage's once it is opened, else `depth` while it is on offer, else the last stage's.
   */
  offer(models, opened, depth) {
    const options = [
      [0, text.depths.first],
      [0.5, text.depths.middle],
      [1, text.depths.last],
      ...(opened ? [[opened.depth, text.depths.opened(opened.title)]] : []),
    ];
    const key = JSON.stringify([options, models]);
    if (key === this.offered) return depth;
    let chosen = opened && this.opened !== opened.name ? opened.depth : depth;
    if (!options.some(([value]) => value === chosen)) chosen = 1;
    Object.assign(this, { offered: key, opened: opened?.name });
    this.stages.replaceChildren(...options.map(([value, label]) => el("option", { value, selected: value === chosen }, label)));
    this.stages.value = String(chosen);
    return chosen;
  }
}
