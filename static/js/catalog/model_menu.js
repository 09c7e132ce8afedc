// @ts-check
// The list of all models of a tier, by family: ticked if shown; one that is offered can be downloaded here.
import { known, words } from "../i18n/i18n.js";
import { el, say } from "../ui/dom.js";
import { unopened, usable } from "./model_state.js";
import { offered, shipped } from "./offer.js";

const TEXT = await words("model_menu");
const UNREACHABLE = "hub-unreachable"; // the server's key of that sentence

/** A line to name a model that is not on the list, where the server allows it. `onOther(name)` throws a sentence. */
function otherModel(onOther) {
  const name = el("input.text-field", {
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

const family = (name, rows) =>
  el(
    "fieldset",
    { dataset: { family: name } },
    el("legend", {}, known(`family.${name}`, name)),
    rows.filter(({ model }) => model.family === name).map(({ element }) => element),
  );

/**
 * `actions`: downloads (of downloads.js), opening(id) whether it is being opened, onToggle(id), onOther(name). Returns
 * {show(models of a tier, ids shown)}. Rows are made once per list and then only brought up to date: a list that is made anew
 * would lose the keyboard's place.
 * @param {HTMLElement} panel
 * @param {any} actions
 */
export function createPicker(panel, actions) {
  const { downloads, opening } = actions;
  const lead = panel.querySelector("p");
  const elsewhere = el("p.elsewhere", { hidden: true });
  const offline = el("p.offline", { hidden: true, role: "status" }, TEXT.unreachable);
  const refusal = el("p.refusal", { hidden: true });
  const list = el("div.families");
  const other = otherModel(actions.onOther);
  panel.append(elsewhere, refusal, offline, list, other);
  let rows = [];
  let built = "";

  function build(models) {
    rows = models.map((model) => (model.bytes ? offered(model, actions) : shipped(model, actions)));
    list.replaceChildren(...[...new Set(models.map((model) => model.family))].map((name) => family(name, rows)));
    const some = models.some(({ bytes }) => bytes);
    panel.classList.toggle("offers", some);
    say(lead, some ? TEXT.explain.offered : TEXT.explain.shipped);
  }

  return {
    show(models, shown) {
      const key = models.map((model) => `${model.id} ${model.family}`).join();
      if (key !== built) build(models);
      built = key;
      for (const { model, box, update } of rows) {
        update();
        box.checked = shown.includes(model.id);
        box.disabled = (shown.length === 1 && box.checked) || !(usable(model) || unopened(model)) || opening(model.id);
      }
      elsewhere.hidden = rows.some(({ box }) => box.checked);
      say(elsewhere, elsewhere.hidden ? "" : TEXT.elsewhere(known(`tier.${models[0].tier}`, models[0].tier)));
      offline.hidden = !rows.some(({ model }) => downloads.of(model.id)?.reason === UNREACHABLE);
      refusal.hidden = !downloads.refusal || !rows.some(({ element }) => element.dataset.state === "absent");
      say(refusal, downloads.refusal ?? "");
      other.hidden = !downloads.any || downloads.refusal !== null || !models.some(({ bytes }) => bytes);
    },
  };
}
