// The list of all models of a tier, by family: ticked if shown; one that is offered can be downloaded here.
import { unopened } from "./arrivals.js";
import { usable } from "./choice.js";
import { el, say } from "../ui/dom.js";
import { known, words } from "../i18n/i18n.js";
import { percentage } from "../lib/format.js";

const TEXT = await words("model_menu");

/** A line to name a model that is not on the list, where the server allows it. `onOther(name)` throws a sentence. */
function otherModel(onOther) {
  const name = el("input", {
    type: "text",
    required: true,
    spellcheck: false,
    autocapitalize: "off",
    placeholder: TEXT.otherHint,
    "aria-label": TEXT.other,
  });
  const trouble = el("p.trouble", { role: "status" });
  async function submit(event) {
    event.preventDefault();
    say(trouble, "");
    try {
      await onOther(name.value.trim());
      name.value = "";
    } catch (error) {
      say(trouble, error.message);
    }
  }
  return el(
    "form.other",
    { hidden: true, onsubmit: submit },
    el("label", {}, TEXT.other, name),
    el("button", {}, TEXT.get),
    trouble,
  );
}

/**
 * `downloads` of downloads.js, `opening(id)` whether it is being opened, `onToggle(id)`, `onOther(name)`. Returns {show(models of a tier, ids shown)}.
 * Rows are made once per list and then only brought up to date: a list that is made anew would lose the keyboard's place.
 */
export function createPicker(panel, { downloads, opening, onToggle, onOther }) {
  const lead = panel.querySelector("p");
  const refusal = el("p.refusal", { hidden: true });
  const list = el("div.families");
  const other = otherModel(onOther);
  panel.append(refusal, list, other);
  let rows = [];
  let built = "";

  function build(models) {
    const family = (name) =>
      el(
        "fieldset",
        { dataset: { family: name } },
        el("legend", {}, known(`family.${name}`, name)),
        rows.filter(({ model }) => model.family === name).map(({ element }) => element),
      );
    rows = models.map((model) => (model.bytes ? offered(model) : shipped(model)));
    list.replaceChildren(...[...new Set(models.map((model) => model.family))].map(family));
    panel.classList.toggle(
      "offers",
      models.some(({ bytes }) => bytes),
    );
    say(lead, models.some(({ bytes }) => bytes) ? TEXT.explain.offered : TEXT.explain.shipped);
  }

  const tick = (model) => el("input", { type: "checkbox", dataset: { id: model.id }, onchange: () => onToggle(model.id) });
  const score = (model) => el("b", { title: TEXT.accuracy(model) }, model.top1 ? percentage(model.top1) : "");

  function shipped(model) {
    const box = tick(model);
    const version = model.version ? el("small", {}, known(`version.${model.version}`, model.version)) : null;
    return {
      model,
      box,
      element: el("label", { title: model.note ?? "" }, box, el("span", {}, model.title, version), score(model)),
      update() {},
    };
  }

  function offered(model) {
    const { id, title } = model;
    const size = TEXT.size(model.bytes);
    const box = tick(model);
    const get = el(
      "button.get",
      { type: "button", "aria-label": TEXT.downloadLabel(title, size), onclick: () => act(downloads.start) },
      TEXT.download(size),
    );
    const stop = el(
      "button",
      { type: "button", "aria-label": TEXT.cancelLabel(title), onclick: () => act(downloads.cancel) },
      TEXT.cancel,
    );
    const again = el("button", { type: "button", onclick: () => act(downloads.start) }, TEXT.again);
    const drop = el(
      "button.quiet",
      { type: "button", "aria-label": TEXT.removeLabel(title), onclick: () => act(downloads.remove) },
      TEXT.remove,
    );
    const bar = el("progress", { max: 1, value: 0, "aria-label": TEXT.progressLabel(title) });
    const word = el("span.word");
    const trouble = el("p.trouble", { role: "status" });
    const element = el(
      "div.offer",
      { dataset: { model: id } },
      el(
        "label",
        { title: `${model.note} ${TEXT.from(model.repository)}` },
        box,
        el("span", {}, title, el("small", {}, TEXT.facts(model.parameters, model.licence))),
        score(model),
      ),
      el("div.doing", {}, bar, word, get, stop, again, drop),
      trouble,
    );

    // The button that was pressed goes away; the keyboard stays in this row.
    async function act(work) {
      await work(id);
      if (document.activeElement === document.body)
        [stop, again, get, box].find((one) => !one.hidden && !one.disabled)?.focus();
    }

    function update() {
      const now = downloads.of(id);
      const moves = downloads.moving(id);
      const here = usable(model) || unopened(model);
      const failure = model.status.startsWith("unavailable: ")
        ? model.status.slice(13)
        : here
          ? model.trouble
          : now?.state === "failed" && now.error;
      element.dataset.state = moves ? now.state : opening(id) ? "opening" : here ? "ready" : failure ? "failed" : "absent";
      const { state } = element.dataset;
      bar.hidden = stop.hidden = !moves;
      if (now?.state === "downloading" && now.of) bar.value = now.bytes / now.of;
      else bar.removeAttribute("value"); // moves without saying how far
      get.hidden = state !== "absent" || downloads.refusal !== null;
      again.hidden = state !== "failed" || model.status.startsWith("unavailable: ") || downloads.refusal !== null;
      drop.hidden = !downloads.removable || model.status.startsWith("absent: ") || moves;
      const words = {
        waiting: TEXT.waiting,
        checking: TEXT.checking,
        opening: TEXT.opening,
        absent: get.hidden ? TEXT.absent : "",
        ready: drop.hidden ? size : "",
      };
      say(
        word,
        state === "downloading" ? (now.of ? TEXT.progress(now.bytes, now.of, now.speed) : TEXT.asking) : (words[state] ?? ""),
      );
      say(trouble, failure || "");
      trouble.hidden = !failure;
    }
    return { model, box, element, update };
  }

  return {
    show(models, shown) {
      const key = models.map(({ id }) => id).join();
      if (key !== built) build(models);
      built = key;
      for (const { model, box, update } of rows) {
        update();
        box.checked = shown.includes(model.id);
        box.disabled = (shown.length === 1 && box.checked) || !(usable(model) || unopened(model)) || opening(model.id);
      }
      refusal.hidden = !downloads.refusal || !rows.some(({ element }) => element.dataset.state === "absent");
      say(refusal, downloads.refusal ?? "");
      other.hidden = !downloads.any || downloads.refusal !== null || !models.some(({ bytes }) => bytes);
    },
  };
}
