// @ts-check
// The way into the story, which loads when somebody takes it.
import { el, stylesheet } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

const load = async () => (await Promise.all([import("../story/story.js"), stylesheet("story")]))[0];

/**
 * `place(name)` finds an element of the template. Returns {apply(state, changed), follow(), leave()}.
 * @param {(name: string) => HTMLElement} place
 * @param {any} page
 */
export function createStoryDoor(place, { store, context, onProblem }) {
  let story = null;
  let loading = false;

  async function begin() {
    try {
      (await load()).remember(store.get());
      store.set({ story: "contents" });
    } catch (error) {
      onProblem(error);
    }
  }
  async function open() {
    loading = true;
    try {
      story = (await load()).createStory({ store, context });
      story.apply(store.get(), ["story"]);
    } catch (error) {
      onProblem(error);
    }
    loading = false;
  }
  const enter = el("button.begin", { type: "button", tabindex: -1, onclick: begin }, t("story.begin"));
  place("intro").append(" ", enter);
  place("story").addEventListener("click", begin);
  return {
    apply(state, changed) {
      story?.apply(state, changed);
      if (story && changed.includes("story") && !state.story) enter.focus({ preventScroll: true });
      if (!story && !loading && state.story) open();
    },
    follow: () => story?.follow(),
    leave: () => story?.leave(),
  };
}
