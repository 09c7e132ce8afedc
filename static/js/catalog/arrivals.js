// @ts-check
// Models that come while the page is open: their stages are asked for, and their entry in `models` is filled in place (`trouble`: a sentence).
import { unopened, usable } from "./model_state.js";

const PATIENCE = 5; // times that a busy server is asked again: opening a large model may take longer than one call may

/** `read(id)` answers the model's document; `onArrive()` when one can be shown from now on, or went. `pause`: ms before asking again. */
export function createArrivals(models, { read, onArrive, pause = 1500 }) {
  const asking = new Map(); // id -> promise of whether it can be shown

  async function patiently(id, left = PATIENCE) {
    try {
      return await read(id);
    } catch (error) {
      if (error.type !== "busy" || !left) throw error;
      await new Promise((done) => setTimeout(done, pause));
      return patiently(id, left - 1);
    }
  }

  async function renew(id) {
    const model = models.find((one) => one.id === id);
    try {
      const { points, pictures, labels, ...rest } = await patiently(id);
      // The stages of a model that went stay known: the last frame on the page still has them.
      Object.assign(model, rest, { trouble: null, leaving: false }, points.length ? { points, pictures, labels } : {});
    } catch (error) {
      // It can be tried again; one whose stages were known before stays as it was, unless it is gone.
      const gone = error.type === "model-absent" ? { state: "absent" } : {};
      Object.assign(model, model.points?.length ? {} : { state: "ready" }, gone, { trouble: error.message, leaving: false });
    }
    asking.delete(id);
    onArrive();
    return usable(model);
  }

  return {
    /** Read a model's document anew; opens it on the server if it is there. */
    renew(id) {
      if (!asking.has(id)) asking.set(id, renew(id));
      return asking.get(id);
    },
    /** Bring those of `ids` that are here but not opened yet. Whether any of them has come. */
    async bring(ids) {
      const wanted = models.filter((model) => ids?.includes(model.id) && unopened(model));
      return (await Promise.all(wanted.map(({ id }) => this.renew(id)))).some(Boolean);
    },
    opening: (id) => asking.has(id),
    /** What a tier could begin with, once opened: the first model of each family that is here. */
    first(tier) {
      const here = models.filter((model) => model.tier === tier && unopened(model));
      return here.filter((model, i) => here.findIndex(({ family }) => family === model.family) === i).map(({ id }) => id);
    },
  };
}
