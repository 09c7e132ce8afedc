// @ts-check
// What fills the page beside the picture, one section at a time: the rows, which are always there, or one that is loaded when it
// is opened first. A section that is not open costs nothing.
import { NO_SCENE } from "../lib/scene.js";
import { sectionOf } from "../lib/url_state.js";
import { stylesheet } from "../ui/dom.js";

const WHILE_MOVING = 66; // ms: some fifteen updates a second leave the rest of the time to the maps

/**
 * Of each: its element in the template, the teacher's switch that hides it, its styles and its script; `follows(key)`: the keys
 * of the state that it follows at once. `frames`: whether it follows what the models answer.
 */
const SECTIONS = {
  changed: {
    place: "charts",
    hides: "chart",
    styles: ["figures", "panel_charts"],
    script: async () => (await import("../panels/charts/charts.js")).mountCharts,
    follows: (key) => key === "measure",
    frames: true,
  },
  listeners: {
    place: "listeners",
    hides: "listeners",
    styles: ["figures", "panel_mixing"],
    script: async () => (await import("../panels/mixing/mixing.js")).mountListeners,
    follows: (key) => key.startsWith("listen") || key === "models", // not to ask about one that is gone
    frames: true,
  },
  two: {
    place: "two",
    hides: "two",
    styles: ["figures", "panel_two"],
    script: async () => (await import("../panels/two/two.js")).mountTwo,
    follows: (key) => Object.hasOwn(NO_SCENE, key) || key === "models",
    frames: true,
  },
  pairs: {
    place: "pairs",
    hides: "pairs",
    styles: ["panel_pairs"],
    script: async () => (await import("../panels/pairs/pairs.js")).mountPairs,
    follows: (key) => Object.hasOwn(NO_SCENE, key) || ["models", "dx", "dy", "edge", "snap"].includes(key),
    frames: true,
  },
  granted: {
    place: "granted",
    hides: "granted",
    styles: ["figures", "panel_granted"],
    script: async () => (await import("../panels/granted/granted.js")).mountGranted,
    follows: (key) => Object.hasOwn(NO_SCENE, key) || key === "models",
    frames: true,
  },
  why: {
    place: "why",
    hides: "why",
    styles: ["figures", "panel_why"],
    script: async () => (await import("../panels/why/why.js")).mountWhy,
    follows: (key) => Object.hasOwn(NO_SCENE, key) || key === "models" || key.startsWith("why"),
    frames: true,
  },
  likeness: {
    place: "likeness",
    hides: "likeness",
    styles: ["figures", "panel_likeness"],
    script: async () => (await import("../panels/likeness/likeness.js")).mountLikeness,
    follows: (key) =>
      Object.hasOwn(NO_SCENE, key) || ["models", "reference", "dx", "dy", "edge"].includes(key) || key.startsWith("like"),
    frames: true,
  },
  lineage: {
    place: "lineage",
    hides: "lineage",
    styles: ["figures", "studies", "panel_lineage"],
    script: async () => (await import("../panels/lineage/lineage.js")).mountLineage,
    follows: (key) => key === "lineage",
    frames: true,
  },
  data: {
    place: "data",
    hides: "data",
    styles: ["figures", "studies", "panel_data"],
    script: async () => (await import("../panels/data/data.js")).mountData,
    follows: (key) => key.startsWith("data") || key === "models" || Object.hasOwn(NO_SCENE, key),
    frames: true,
  },
  sequence: {
    place: "sequence",
    hides: "sequence",
    styles: ["figures", "studies", "panel_sequence"],
    script: async () => (await import("../panels/sequence/sequence.js")).mountSequence,
    follows: (key) => key === "costOf" || key === "models",
    frames: false,
  },
  stack: {
    place: "stack",
    hides: "stack",
    styles: ["figures", "panel_stack"],
    script: async () => (await import("../panels/stack/stack.js")).mountStack,
    follows: (key) => key === "stack" || key === "against",
    frames: false,
  },
  glossary: {
    place: "glossary",
    hides: "glossary",
    styles: ["panel_glossary"],
    script: async () => (await import("../panels/glossary/glossary.js")).mountGlossary,
    follows: () => false,
    frames: false,
  },
};

/** The section that a state shows; one that a teacher has hidden gives way to the rows. */
export function openSection(state) {
  const name = sectionOf(state);
  return state.hide.includes(SECTIONS[name]?.hides) ? "rows" : name;
}
/** The teacher's switch that hides a section; undefined for the rows. */
export const switchOf = (name) => SECTIONS[name]?.hides;

/**
 * `place(name)` finds an element of the template; `context()` what sections get; `ready()` whether there is a frame to draw;
 * `onShow(name)` when another one is open.
 * @param {(name: string) => HTMLElement} place
 * @param {any} page
 */
export function createSections(place, { context, ready, onShow, onProblem }) {
  const mounted = {}; // name -> section
  const asking = new Set(); // names that are there or on their way
  let open = null;
  let timer = null;

  function update() {
    clearTimeout(timer);
    timer = null;
    mounted[open]?.update(context());
  }
  function show(name) {
    open = name;
    place("rows-section").hidden = name !== "rows";
    for (const [other, section] of Object.entries(SECTIONS)) place(section.place).hidden = other !== name;
    onShow(name);
  }
  async function mount(name) {
    const { place: where, styles, script } = SECTIONS[name];
    asking.add(name);
    try {
      const [mountIt] = await Promise.all([script(), ...styles.map(stylesheet)]);
      mounted[name] = mountIt(place(where), context()); // the page as it is now
    } catch (error) {
      asking.delete(name);
      onProblem(error);
    }
  }
  return {
    /** A frame has been painted. */
    follow() {
      if (!SECTIONS[open]?.frames) return;
      if (!context().held) update();
      else timer ??= setTimeout(update, WHILE_MOVING);
    },
    apply(state, changed) {
      const name = openSection(state);
      if (name !== open) {
        show(name);
        this.load();
        update(); // what it missed while another one was open
      } else if (SECTIONS[name] && changed.some(SECTIONS[name].follows)) update();
    },
    /** Loads the open one if it is not there yet; what could not be loaded is tried again with the next call. */
    load() {
      if (SECTIONS[open] && ready() && !asking.has(open)) mount(open);
    },
  };
}
