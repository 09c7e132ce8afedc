// @ts-check
// The sections below the rows: each is loaded after the first maps, and follows the page from then on.
import { stylesheet } from "../ui/dom.js";

const WHILE_MOVING = 66; // ms: some fifteen updates a second leave the rest of the time to the maps
/** The scripts of each section, and its styles. The context is read after both, so that it begins with the page as it is then. */
const SECTIONS = {
  chart: {
    styles: ["figures", "panel_charts"],
    load: async (place, context) => (await import("../panels/charts/charts.js")).mountCharts(place("charts"), context()),
  },
  stack: {
    styles: ["figures", "panel_stack"],
    load: async (place, context) => (await import("../panels/stack/stack.js")).mountStack(place("stack"), context()),
  },
  listeners: {
    styles: ["figures", "panel_mixing"],
    load: async (place, context) => (await import("../panels/mixing/mixing.js")).mountListeners(place("listeners"), context()),
  },
  lineage: {
    styles: ["figures", "panel_lineage"],
    load: async (place, context) => (await import("../panels/lineage/lineage.js")).mountLineage(place("lineage"), context()),
  },
};
const mount = async ({ styles, load }, place, context) => {
  await Promise.all(styles.map((name) => stylesheet(`/static/css/${name}.css`)));
  return load(place, context);
};
/** The keys of the state that each of them follows at once, besides the frame; `stack` does not look at frames at all. */
const FOLLOWS = {
  listeners: (key) => key.startsWith("listen") || key === "models", // not to ask about one that is gone
  stack: (key) => key === "stack" || key === "against",
  lineage: (key) => key === "lineage",
};

/** `place(name)` finds an element of the template; `context()` what sections get; `ready()` whether there is a frame to draw. */
export function createSections(place, { context, ready, onProblem }) {
  const mounted = {}; // name -> section
  const asking = new Set(); // names that are there or on their way
  let timer = null;
  function update() {
    clearTimeout(timer);
    timer = null;
    for (const name of ["chart", "listeners", "lineage"]) mounted[name]?.update(context());
  }
  return {
    /** A frame has been painted. */
    follow() {
      if (!context().held) update();
      else timer ??= setTimeout(update, WHILE_MOVING);
    },
    apply(changed) {
      for (const [name, follows] of Object.entries(FOLLOWS)) if (changed.some(follows)) mounted[name]?.update(context());
    },
    /** Loads what is not there yet; what could not be loaded is tried again with the next call. */
    load() {
      if (!ready()) return; // called again once there is something to draw
      for (const [name, section] of Object.entries(SECTIONS)) {
        if (asking.has(name) || context().state.hide.includes(name)) continue;
        asking.add(name);
        mount(section, place, context).then(
          (one) => {
            mounted[name] = one;
          },
          (error) => {
            asking.delete(name);
            onProblem(error);
          },
        );
      }
    },
  };
}
