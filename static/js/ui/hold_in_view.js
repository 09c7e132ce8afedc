// A link to a section far down the page: what stands above it still comes in, and must not push it away.

const TOUCHES = ["wheel", "pointerdown", "keydown", "touchstart"];
const LONGEST = 8000; // ms; by then everything is there

let letGo = () => {}; // of what is held now: a page has one place to scroll to

/**
 * Keeps `element` at the top of the screen, or where `show` puts it, until the person does something or another one is held.
 * Returns how to stop.
 */
export function holdInView(element, show = () => element.scrollIntoView({ block: "start" })) {
  letGo();
  const watcher = new ResizeObserver(show);
  const timer = setTimeout(stop, LONGEST);
  function stop() {
    clearTimeout(timer);
    watcher.disconnect();
    for (const touch of TOUCHES) removeEventListener(touch, stop, { capture: true });
  }
  watcher.observe(document.body); // on a phone the section's parent has no box of its own
  for (const touch of TOUCHES) addEventListener(touch, stop, { capture: true, passive: true });
  letGo = stop;
  return stop;
}
