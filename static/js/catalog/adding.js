// @ts-check
// The form “Add a model” under the list of models, where the server lets this page add own ones, and what was added by it.
import { told, words } from "../i18n/i18n.js";
import * as api from "../net/api.js";
import { el, say, stylesheet } from "../ui/dom.js";

const TEXT = await words("adding");
const PAUSE = 700; // ms between two questions how far a model is
const KEPT = "mixscope:add-secret"; // in this tab, so that a reload does not ask for it again

const field = (label, properties, explanation) => {
  const input = el("input.text-field", {
    required: true,
    spellcheck: false,
    autocapitalize: "off",
    autocomplete: "off",
    ...properties,
  });
  return { input, element: el("label", {}, el("span", {}, label, el("small", {}, explanation)), input) };
};

/**
 * `page`: ready(id) when a model can be shown for the first time, renewed(id) when it was opened anew, leaving(id, whether) while one is
 * on its way out, gone(id).
 * @param {any} page
 */
export function createAdding(page) {
  stylesheet("adding");
  const form = createForm(add);
  const list = createList({ renew, remove });
  let timer = null;

  async function add(where) {
    const begun = await form.ask((word) => api.addModel(where, word));
    if (!begun) return false;
    begin(begun, list.rows.has(begun.model) ? "anew" : "first");
    return true;
  }

  async function renew(id) {
    const begun = await form.ask((word) => api.renewAdded(id, word));
    if (begun) begin(begun, "anew");
  }

  function begin(document, opens) {
    list.rowOf(document).opens = opens;
    take(document);
    follow();
  }

  async function remove(id) {
    page.leaving(id, true); // nobody asks about a model that is going
    if (!(await form.ask((word) => api.removeAdded(id, word)))) return page.leaving(id, false);
    list.drop(id);
    page.gone(id);
    form.focus();
  }

  function take(document) {
    const row = list.rowOf(document);
    row.show(document);
    if (document.state === "opening" || row.opens === null) return;
    if (document.state === "ready") page[row.opens === "first" ? "ready" : "renewed"](document.model);
    row.opens = null;
  }

  /** Asks until nothing is being opened any more. */
  function follow() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await api.addedModels(form.secret()).catch(() => null); // the server is away, or another one
      answer?.added.forEach(take);
      if ([...list.rows.values()].some(({ opening }) => opening)) follow();
    }, PAUSE);
  }

  if (form.secret()) follow();
  return el(
    "section.adding",
    { "aria-label": TEXT.title },
    el("h3", {}, TEXT.title),
    el("p", {}, TEXT.explained),
    form.element,
    list.element,
  );
}

/** What has been added; `buttons` as of createRow. */
function createList(buttons) {
  const element = el("ul", { role: "list" });
  const rows = new Map(); // id -> row
  return {
    element,
    rows,
    rowOf(document) {
      if (!rows.has(document.model)) {
        rows.set(document.model, createRow(document, buttons));
        element.append(rows.get(document.model).element);
      }
      return rows.get(document.model);
    },
    drop(id) {
      rows.get(id).element.remove();
      rows.delete(id);
    },
  };
}

/** Two fields and a button: `onAdd(where)` answers whether it was taken; what was not stays there to be mended. */
function createForm(onAdd) {
  const where = field(TEXT.where, { type: "text", name: "where", placeholder: TEXT.example }, TEXT.whereExplained);
  const secret = field(TEXT.secret, { type: "password", name: "secret" }, TEXT.secretExplained);
  secret.input.value = sessionStorage.getItem(KEPT) ?? "";
  const trouble = el("p.trouble", { role: "status" });
  const button = el("button", {}, TEXT.add);
  async function onsubmit(event) {
    event.preventDefault();
    button.disabled = true;
    if (await onAdd(where.input.value.trim())) where.input.value = "";
    button.disabled = false;
  }
  return {
    element: el("form", { onsubmit }, where.element, secret.element, button, trouble),
    focus: () => where.input.focus(),
    secret: () => secret.input.value.trim(),
    /** One call with the secret; null for a refusal, whose sentence then stands under the fields. */
    async ask(call) {
      say(trouble, "");
      try {
        const answer = await call(this.secret());
        sessionStorage.setItem(KEPT, this.secret());
        return answer;
      } catch (error) {
        say(trouble, error.message);
        return null;
      }
    },
  };
}

/** What has been added: how far it is, what was noticed, and two buttons. */
function createRow({ model }, { renew, remove }) {
  const name = el("b");
  const word = el("span.word", { role: "status" });
  const trouble = el("p.trouble", { role: "status" });
  const noticed = el("ul.noticed");
  const again = el("button", { type: "button", onclick: () => renew(model) }, TEXT.again);
  const drop = el("button.quiet", { type: "button", onclick: () => remove(model) }, TEXT.remove);
  const element = el("li", { dataset: { added: model } }, el("div.doing", {}, name, word, again, drop), trouble, noticed);
  const row = {
    element,
    opening: true,
    opens: /** @type {"first" | "anew" | null} */ (null),
    show({ title, state, reason, findings, changed }) {
      row.opening = state === "opening";
      element.dataset.state = state;
      say(name, title);
      say(word, changed ? TEXT.changed : TEXT.states[state]);
      again.disabled = row.opening;
      again.setAttribute("aria-label", TEXT.againLabel(title));
      drop.setAttribute("aria-label", TEXT.removeLabel(title));
      say(trouble, reason ? told(reason) : "");
      noticed.replaceChildren(...findings.map((found) => el("li", {}, told(found))));
    },
  };
  return row;
}
