// @ts-check
// What a follower sees: the leader's view, or something else, with a way to the one and back to the other.
import { formatHash, parseHash } from "../lib/url_state.js";

const OWN = ["room", "lead", "theme", "lang", "display", "story"]; // a page's own: what a room leaves as it is
const STILL = 400; // ms without a move, after which the leader's hand is taken to rest

/** Whether a key of the state is part of what a room sees together. */
export const isShared = (key) => !OWN.includes(key);
const without = (state, own) => ({ ...state, ...Object.fromEntries(OWN.map((key) => [key, own[key]])) });

/** The address after "#" of what is seen, without what is the page's own. */
export const viewOf = (state) => formatHash(without(state, parseHash("")));

/**
 * `follows()`: whether the room's leader leads; `hold(on)` while the pattern moves; `onTurn()` when this person has turned to something else.
 * @param {any} store
 * @param {any} page
 */
export function createSeen(store, { follows, hold, onTurn }) {
  let view = null; // the leader's, as told last
  let around = false; // this person looks at something else
  let mine = null; // what they looked at before they came back
  let applying = false;
  const moves = createMoves(hold);
  const following = () => follows() && !around;

  function apply(wanted) {
    const now = store.get();
    const next = without(parseHash(wanted), now);
    if (next.dx !== now.dx || next.dy !== now.dy) moves();
    applying = true;
    store.set(next);
    applying = false;
  }
  store.onChange((state, changed) => {
    if (applying || !following() || !changed.some(isShared)) return;
    around = true;
    onTurn();
  });
  const show = (next = view) => {
    view = next;
    if (following() && view !== null) apply(view);
  };
  return {
    follows: following,
    show,
    get around() {
      return around;
    },
    get mine() {
      return mine;
    },
    comeBack() {
      mine = viewOf(store.get());
      around = false;
      show();
      onTurn();
    },
    goBack() {
      around = true;
      apply(mine);
      mine = null;
      onTurn();
    },
  };
}

/** The colours keep their meaning while the leader moves the pattern, as under one's own hand. */
function createMoves(hold) {
  let timer = null;
  return () => {
    if (timer === null) hold(true);
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      hold(false);
    }, STILL);
  };
}
