// A module inside a stage, opened as a stage is: what the server says of it as a point, and what is said where it cannot be.
import { el } from "../ui/dom.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

/** An entry of GET /api/modules as a point of the model; `inner` tells it from those. */
export const innerPoint = ({ name, kind, call, calls, part, ...form }) => ({
  ...form,
  name,
  title: name,
  phase: null,
  phases: [],
  stage: false,
  keys: null,
  adds: 0,
  inner: { kind: part ? TEXT.inside.part(part, kind) : kind, call, calls },
});

/** Back to the stage that it is in. */
export const leaveInner = ({ setState }) => setState({ inside: null, channel: null, view: "inside" });

/** A link to a module that there is not, or that holds nothing: the sentence, and the way to the stage. */
export function refusedInner(container, first, sentence) {
  let context = first;
  const element = el(
    "div.stage-view.is-refused",
    {},
    el("p.inner-refused", { role: "alert" }, sentence),
    el("button", { type: "button", onclick: () => leaveInner(context) }, TEXT.inside.whole),
    el("button", { type: "button", onclick: () => context.setState({ stage: null, channel: null, view: null }) }, TEXT.close),
  );
  container.append(element);
  return {
    element,
    update: (next) => (context = next),
    close: () => element.remove(),
  };
}
