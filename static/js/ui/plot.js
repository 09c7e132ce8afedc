// The only module that touches window.Plotly: loading it after the first paint, its theme, drawing, export.

/**
 * @typedef {{ onClick?: (point: any, event: any) => void, onHover?: (point: any, event: any) => void, onLeave?: () => void }} Handlers
 * @typedef {HTMLElement & { data?: object[], layout?: any, _fullLayout?: any, on?: Function }} Plot what Plotly makes of an element
 */

/** @returns {any} */
const loaded = () => globalThis.Plotly;
let loading = null;

/** Plotly, once. The address of the script is the page's `data-plotly`. */
export function load() {
  return (loading ??= new Promise((resolve, reject) => {
    if (loaded()) return resolve(loaded());
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.plotly;
    script.async = true;
    script.onload = () => resolve(loaded());
    script.onerror = () => {
      loading = null; // so that the next chart tries again
      script.remove();
      reject(new Error("The chart library did not load. Reload the page to try again."));
    };
    document.head.append(script);
  }));
}

/** Load when the page has nothing better to do, so that the first chart does not wait. */
export const preload = () => {
  const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 300));
  requestAnimationFrame(() => idle(() => load().catch(() => {}), { timeout: 2000 }));
};

const FALLBACK = { ink: "#111827", muted: "#5b6472", line: "#d8dee6", panel: "#ffffff", accent: "#7c3aed" };

/** The page's colours as Plotly wants them, read from the CSS variables at this moment. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  return {
    name: themeName(),
    ink: read("--ink", FALLBACK.ink),
    muted: read("--muted", FALLBACK.muted),
    line: read("--line", FALLBACK.line),
    panel: read("--panel", FALLBACK.panel),
    accent: read("--accent", FALLBACK.accent),
    family: (family) => read(`--${family}`, FALLBACK.accent),
  };
}

const dark = window.matchMedia?.("(prefers-color-scheme: dark)");

/** "light" or "dark": the page's own choice, else the system's. */
export function themeName() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : dark?.matches ? "dark" : "light";
}

/** Calls `listener` when the page turns dark or light; returns how to stop. */
export function onTheme(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  dark?.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    dark?.removeEventListener("change", listener);
  };
}

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset", showTips: false };

function dressed(layout) {
  const { ink, muted, line, panel } = theme();
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, automargin: false, fixedrange: false };
  const dress = (given = {}) => ({
    ...axis,
    ...given,
    tickfont: { color: muted, size: 12, ...given.tickfont },
    title: given.title
      ? { standoff: 6, font: { color: muted, size: 12 }, ...(given.title.text ? given.title : { text: given.title }) }
      : undefined,
  });
  const axes = Object.fromEntries(
    Object.keys(layout)
      .filter((key) => /^[xy]axis\d*$/.test(key))
      .map((key) => [key, dress(layout[key])]),
  );
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: { bgcolor: panel, bordercolor: line, font: { color: ink, size: 12, family: fontFamily() } },
    ...layout,
    font: { color: ink, size: 12, family: fontFamily(), ...layout.font },
    xaxis: dress(layout.xaxis),
    yaxis: dress(layout.yaxis),
    ...axes,
  };
}

const fontFamily = () => getComputedStyle(document.body).fontFamily;

/**
 * Draw or redraw a figure in `element`. `specify(width)` returns {traces, layout}, or null while there is nothing to draw; it is
 * called again when the theme changes or the width of `watch` does, so it reads colours and sizes itself. Returns {redraw,
 * element, ready, destroy}.
 * @param {Plot} element
 * @param {(width: number) => { traces: object[], layout: any } | null} specify
 * @param {Handlers & { watch?: HTMLElement }} options
 */
export function figure(element, specify, { onClick, onHover, onLeave, watch = element } = {}) {
  let gone = false;
  let width = watch.clientWidth;
  let wanted = false;
  let running = null;

  async function run() {
    try {
      const Plotly = await load();
      while (wanted && !gone) {
        wanted = false;
        if (!watch.clientWidth) continue; // out of sight: drawn when it gets a width
        const spec = specify(watch.clientWidth);
        if (!spec) continue; // nothing to draw yet
        const first = !element.data;
        await Plotly.react(element, spec.traces, dressed(spec.layout), CONFIG);
        if (first && !gone) listen();
        element.dataset.drawn = String(Number(element.dataset.drawn ?? 0) + 1);
      }
    } finally {
      running = null; // at once: a redraw that is asked for a moment later must not be taken for one that still comes
    }
  }
  function listen() {
    if (onClick) element.on("plotly_click", (event) => onClick(event.points[0], event));
    if (onHover) element.on("plotly_hover", (event) => onHover(event.points[0], event));
    if (onLeave) element.on("plotly_unhover", onLeave);
  }
  function redraw() {
    wanted = true;
    running ??= run().catch((error) => {
      if (!gone) fail(element, error);
    });
    return running;
  }
  const watcher = new ResizeObserver(() => {
    if (Math.abs(watch.clientWidth - width) < 2) return;
    width = watch.clientWidth;
    redraw();
  });
  watcher.observe(watch);
  const unwatch = onTheme(() => redraw());
  return {
    element,
    redraw,
    ready: redraw(),
    destroy() {
      gone = true;
      watcher.disconnect();
      unwatch();
      if (element.data) loaded()?.purge(element);
    },
  };
}

function fail(element, error) {
  console.error(error); // the reader gets the sentence; what is wrong with the page stands here
  element.textContent = error.message;
  element.classList.add("plot-failed");
}

/** The figure as a Blob, `format` "png" (at twice the size) or "svg", on the page's background. */
export async function picture(element, format) {
  const Plotly = await load();
  const { width, height } = element._fullLayout;
  const { layout } = element;
  const opaque = { data: element.data, layout: { ...layout, paper_bgcolor: theme().panel }, config: CONFIG };
  const url = await Plotly.toImage(opaque, { format: "svg", width, height });
  const svg = decodeURIComponent(url.slice(url.indexOf(",") + 1));
  return format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : rasterise(url, 2 * width, 2 * height);
}

async function rasterise(url, width, height) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
