// @ts-check
// What a step asks of the server beyond the frame: once for each view of the page, the newest question only.
import { newest } from "../lib/newest.js";
import { formatHash, initialState } from "../lib/url_state.js";
import { viewOf } from "./chapters.js";

/** `onAnswer()` when there is one. Returns a function of a step's place and the page: its values, null while they are on their way. */
export function createServerAnswers(onAnswer) {
  let wanted = "";
  let known = { key: "", values: null };
  const ask = newest(
    (answer) => {
      known = answer;
      onAnswer();
    },
    () => (wanted = ""), // the next look at the page asks again
  );
  return ({ id, step }, page) => {
    const key = `${id} ${formatHash({ ...initialState(), ...viewOf(page.state) })}`;
    if (known.key === key) return known.values;
    if (wanted === key || page.held) return null;
    wanted = key;
    ask(async () => ({ key, values: await step.asks(page) }));
    return null;
  };
}
