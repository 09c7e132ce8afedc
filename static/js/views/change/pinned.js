// A stage's values where the pattern is pinned: asked for once for each picture, edge and pin, and for no other state.
import { pinnedQuery } from "../../lib/scene.js";

/** What makes two readings comparable: all that names the picture, but not the place. */
const pictureOf = ({ dx, dy, dx2, dy2, transform, ...rest }) => JSON.stringify(rest);

/** `onChange()` when values have come or failed. Returns {of(reading, context), error, retry()}. */
export function createPinned(onChange) {
  const known = { key: "", array: null, error: null };

  function ask(key, read) {
    Object.assign(known, { key, array: null, error: null });
    const settle = (found) => {
      if (known.key !== key) return; // another state is pinned by now
      Object.assign(known, found);
      onChange();
    };
    read().then(
      (array) => settle({ array }),
      (error) => settle({ error }),
    );
  }
  return {
    get error() {
      return known.error;
    },
    retry() {
      known.key = "";
      onChange();
    },
    /**
     * The values of the pinned position that belong to `reading` {array, at: the numbers it was asked with, point}; null while
     * they are on their way. A reading at the pinned position is its own.
     */
    of({ array, at, point }, { state, numbers, request, model }) {
      const pinned = pinnedQuery(state);
      const key = JSON.stringify([point.name, { ...at, ...pinned }]);
      if (stands(at, pinned)) Object.assign(known, { key, array, error: null });
      else if (key !== known.key) {
        if (pictureOf(at) !== pictureOf(numbers())) return null; // the next reading is of another picture
        ask(key, () => request.activation(model.id, point.name, pinned));
      }
      return known.array;
    },
  };
}

/** Whether a reading stands elsewhere than the pin. */
export const isMoved = ({ at }, { state }) => !stands(at, pinnedQuery(state));

const stands = (at, pinned) => Object.keys(pinned).every((key) => (at[key] ?? null) === pinned[key]);
