// A link to a section far down the page: what stands above it still comes in, and must not push it away.

const TOUCHES = ["wheel", "pointerdown", "keydown", "touchstart"];
const SCROLLING = ["wheel", "touchmove"];
const LONGEST = 8000; // ms; by then everything is there

let held = { firm: false, stop: () => {} }; // a page has one place to scroll to

/**
 * Keeps `element` at the top of the screen, or where `show` puts it, until the person does something or another one is held.
 * `firm`: until the person scrolls, or another one is held as firmly: what a step of the story asks for, a key or a click, does
 * not send away what it points at. Returns how to stop.
 */
export function holdInView(element, show = () => element.scrollIntoView({ block: "start" }), firm = false) {
  if (held.firm && !firm) return () => {};
  held.stop();
  const watcher = new ResizeObserver(show);
  const timer = setTimeout(stop, LONGEST);
  const touches = firm ? SCROLLING : TOUCHES;
  const mine = { firm, stop };
  function stop() {
    clearTimeout(timer);
    watcher.disconnect();
    for (const touch of touches) removeEventListener(touch, stop, { capture: true });
    if (held === mine) held = { firm: false, stop: () => {} };
  }
  watcher.observe(document.body); // on a phone the section's parent has no box of its own
  for (const touch of touches) addEventListener(touch, stop, { capture: true, passive: true });
  held = mine;
  return stop;
}
