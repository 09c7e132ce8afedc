// @ts-check
// The sections below the rows: each is loaded after the first maps, and follows the page from then on.

const WHILE_MOVING = 66; // ms: some fifteen updates a second leave the rest of the time to the maps
/** The context is read after the import, so that a section begins with the page as it is then. */
const SECTIONS = {
  chart: async (place, context) => (await import("../panels/charts/charts.js")).mountCharts(place("charts"), context()),
  stack: async (place, context) => (await import("../panels/stack/stack.js")).mountStack(place("stack"), context()),
  listeners: async (place, context) =>
    (await import("../panels/mixing/mixing.js")).mountListeners(place("listeners"), context()),
  lineage: async (place, context) => (await import("../panels/lineage/lineage.js")).mountLineage(place("lineage"), context()),
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
      for (const [name, load] of Object.entries(SECTIONS)) {
        if (asking.has(name) || context().state.hide.includes(name)) continue;
        asking.add(name);
        load(place, context).then(
          (section) => {
            mounted[name] = section;
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
