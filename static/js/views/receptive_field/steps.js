// The line of controls: a stage earlier or later, the slider, and the button that lets the square grow from the first stage on.
import { el } from "../../ui/dom.js";
import { button } from "../../ui/figure_parts.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("receptive_field");

const PACE = 450; // ms a stage stays while the square grows

/** `stages` [{title}]; `chosen()` -> index; onChoose(index); `last`: where growing ends. */
export function createSteps({ stages, last, chosen, onChoose }) {
  let timer = null;
  const name = el("output.stage-name");
  const slider = el("input", {
    type: "range",
    min: 0,
    max: stages.length - 1,
    step: 1,
    "aria-label": TEXT.stage,
    oninput: () => go(Number(slider.value)),
  });
  slider.addEventListener("keydown", (event) => event.stopPropagation());
  const play = button(TEXT.grow, () => (timer ? still() : grow()));
  const earlier = button("‹", () => go(chosen() - 1), { "aria-label": TEXT.earlier });
  const later = button("›", () => go(chosen() + 1), { "aria-label": TEXT.later });

  function go(index) {
    still();
    onChoose(index);
  }
  function still() {
    clearInterval(timer);
    timer = null;
    play.textContent = TEXT.grow;
  }
  function grow() {
    onChoose(0);
    play.textContent = TEXT.stop;
    timer = setInterval(() => {
      if (chosen() >= last) return still();
      onChoose(chosen() + 1);
    }, PACE);
  }

  return {
    element: el("div.controls", {}, earlier, slider, later, name, play),
    show(index) {
      slider.value = index;
      slider.setAttribute("aria-valuetext", stages[index].title);
      name.textContent = TEXT.of(stages[index].title, index + 1, stages.length);
    },
    still,
  };
}
