// What the two pictures of weights, by value and by colour, do once they stand: they follow the link and not the picture.

/** `looks(context)`: what the view shows, as text; `paint(view)` where that has changed. `view`: {context, wall, chart}. */
export function mounted(view, looks, paint) {
  paint(view);
  return {
    ready: view.chart.ready,
    update(next) {
      const same = looks(view.context) === looks(next);
      view.context = next;
      if (same) return; // weights do not depend on the picture
      paint(view);
      view.chart.redraw();
    },
    destroy() {
      view.wall.destroy();
      view.chart.destroy();
    },
  };
}
