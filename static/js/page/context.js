// @ts-check
// What views and panels get of the page, and nothing else.
import { ApiError } from "../net/api.js";
import { createRequests } from "../net/requests.js";
import { untouched } from "../lib/switched_off.js";
import { t } from "../i18n/i18n.js";
import { usable } from "../catalog/model_state.js";

/** What a question names besides the place: the picture, how it is brought to the input, and its edge. */
const pictureOf = ({ dx: _, dy: __, dx2: ___, dy2: ____, ...picture }) => picture;

/**
 * Returns a function: the page as it is now, whose requests ask about the page as it was then, however late they are made.
 * The frame's altered models are as they are: those of the rows alone are altered.
 * `numbers()`: picture, place and edge as a query;
 * `uploads()`: the person's pictures (scene/picture_source.js); `give(blob)`: makes a picture of the input's size the one of now;
 * `movedAt()`: when the move happened that is being answered, if it is one;
 * `lead(patch)`: to another view, while a way back to this one stays (set_aside.js); `onMore(chapter)`: to the story.
 * @param {any} page
 */
export function createContext(page) {
  const { models, samples, store, painter, lights, choosing, numbers, uploads, give, movedAt, lead, onMore } = page;
  /** A model that has gone, or has not come yet, is not asked about: the server would only refuse. */
  const check = (id) => {
    const model = models.find((one) => one.id === id);
    if (model && !usable(model)) throw new ApiError({ type: "model-absent", detail: t("problem.notReady") });
  };
  return () => {
    const [now, shown] = [numbers(), choosing.ids()];
    const asked = { numbers: () => now, shown: () => shown };
    return {
      models,
      samples,
      frame: untouched(painter.frame),
      picture: pictureOf(now),
      state: { ...store.get(), models: shown },
      hover: lights.now,
      held: painter.held,
      movedAt: movedAt(),
      request: createRequests({ ...asked, check }),
      numbers: asked.numbers,
      uploads: uploads(),
      give,
      lead: (patch) => lead(amongRows(patch)),
      onMore,
      setState: (patch) => store.set(amongRows(patch)),
      link: store.link,
      onHover: (position) => lights.show(position),
    };
  };
}

/** A stage is opened among the rows, whatever section asks for it. */
const amongRows = (patch) => (patch.stage ? { section: "rows", ...patch } : patch);
