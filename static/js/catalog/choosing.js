// @ts-check
// Which models the page shows, and how others come and go: chosen, opened, downloaded, asked for by name, removed.
import { modelInWords } from "../i18n/documents.js";
import { NO_SCENE } from "../lib/scene.js";
import * as api from "../net/api.js";
import { words } from "../i18n/i18n.js";
import { createArrivals } from "./arrivals.js";
import { createChoice } from "./choice.js";
import { createDownloads } from "./downloads.js";
import { absent, stateOf, unavailable } from "./model_state.js";

const TEXT = await words("model_menu");

const read = async (id) => modelInWords(await api.model(id));
const HUB = { downloads: api.downloads, start: api.startDownload, cancel: api.cancelDownload, remove: api.removeModel };

/** What a model of another tier leaves behind: its inputs have another size, and other samples. */
const ANEW = {
  stage: null,
  channel: null,
  view: null,
  sample: null,
  dx: 0,
  dy: 0,
  reference: [0, 0],
  listen: null,
  listenUnit: null,
  ...NO_SCENE,
};

/**
 * `store` of lib/url_state.js, `notices` of page/notices.js; `onModels()` when the models to show may be others, `onList()`
 * when the list of all of them has news. `unlisted`: names of models that are read when the address names them.
 * @param {any[]} models
 * @param {any} page
 */
export function createChoosing(models, { unlisted = [], store, notices, onModels, onList }) {
  const choice = createChoice(models);
  const wanted = () => store.get().models;
  const modelOf = (id) => models.find((model) => model.id === id);
  const arrivals = createArrivals(models, { read, onArrive: onList });
  const downloads = createDownloads(HUB, {
    here: (id) => Boolean(modelOf(id)) && !absent(modelOf(id)),
    onChange: onList,
    async onCome(id) {
      await listed(id);
      if (await arrivals.renew(id)) notices.announce(TEXT.here(modelOf(id).title));
      onModels();
    },
    onLeave(id) {
      modelOf(id).leaving = true;
      onModels();
    },
  });

  function choose(ids) {
    const same = choice.shown(ids)[0].tier === choice.shown(wanted())[0].tier;
    store.set(same ? { models: ids } : { ...ANEW, models: ids });
  }
  /** A model that was not on the list when the page was opened: somebody has asked for it by name. */
  async function listed(id) {
    const model = modelOf(id) ?? (await read(id));
    if (!modelOf(id)) models.push(model);
  }
  const bringUnlisted = createBringing(unlisted, { here: modelOf, listed, onModels, notices });
  return {
    shown: () => choice.shown(wanted()),
    ids: () => choice.ids(wanted()),
    downloads,
    opening: arrivals.opening,
    /** Brings what the address names and is not opened yet, and says what is missing. */
    follow() {
      const brought = arrivals.bring(wanted()).then((come) => come && onModels());
      brought.finally(() => tellMissing(models, wanted(), notices));
      bringUnlisted(wanted() ?? []);
    },
    async toggle(id) {
      await arrivals.bring([id]);
      choose(choice.toggle(wanted(), id));
      onList(); // a tick that could not be followed is taken back
    },
    /** False where the tier has no model that could be shown yet. */
    tier(name) {
      const ids = choice.begin(name);
      if (ids !== undefined) choose(ids);
      else arrivals.bring(arrivals.first(name)).then((come) => come && choose(choice.begin(name)));
      return ids !== undefined;
    },
    added: createAdded(models, { choice, arrivals, wanted, modelOf, listed, choose, onModels, onList }),
    async other(name) {
      await api.startDownload(name);
      await listed(name);
      downloads.look(true);
    },
  };
}

/**
 * What the form “Add a model” (adding.js) makes of its models.
 * @param {any[]} models
 * @param {any} page
 */
function createAdded(models, { choice, arrivals, wanted, modelOf, listed, choose, onModels, onList }) {
  return {
    async ready(id) {
      await listed(id);
      await arrivals.renew(id);
      if (!choice.ids(wanted()).includes(id)) choose(choice.toggle(wanted(), id));
    },
    /** Everything on the page that knew the old one begins anew; the view is in the address. */
    renewed: () => location.reload(),
    leaving(id, whether) {
      if (!modelOf(id)) return;
      modelOf(id).leaving = whether;
      onModels();
    },
    gone(id) {
      const rest = wanted()?.filter((one) => one !== id);
      if (wanted()?.includes(id)) choose(rest.length ? rest : null);
      const at = models.findIndex((model) => model.id === id);
      if (at >= 0) models.splice(at, 1);
      onList();
    },
  };
}

/** What the address names of the models that stand in no list is read, once; what cannot be read is said. */
function createBringing(unlisted, { here, listed, onModels, notices }) {
  const coming = new Set();
  return async (ids) => {
    const names = ids.filter((id) => unlisted.includes(id) && !here(id) && !coming.has(id));
    if (!names.length) return;
    for (const id of names) coming.add(id);
    try {
      await Promise.all(names.map(listed));
      onModels();
    } catch (error) {
      notices.problem(error.message, "models");
    }
    for (const id of names) coming.delete(id);
  };
}

/** A link may name models that this server does not have, or that cannot be used: it says so, and shows the others. */
function tellMissing(models, wanted, notices) {
  const model = models.find((one) => wanted?.includes(one.id) && (absent(one) || unavailable(one)));
  if (model) notices.problem(TEXT.missing(model.title, stateOf(model).sentence), "models");
  else notices.settle("models");
}
