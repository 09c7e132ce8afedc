// A list of named numbers, as the views show them.
import { el } from "./dom.js";

/** `list` [{key, name, text, value, explain}]: the text that is shown, the value that a test reads. */
export const factList = (list) =>
  list.map(({ key, name, text, value, explain }) =>
    el(
      "div",
      { "aria-description": explain },
      el("dt", {}, name),
      el("dd", { dataset: { ...(key && { fact: key }), ...(value !== undefined && { value: String(value) }) } }, text),
    ),
  );
