// The weights' own diverging map, purple – green (safe for colour-blind people), so that none reads as an activation.

const STOPS = {
  light: ["#40004b", "#762a83", "#9d6fb5", "#c9b2d6", "#f0f2f5", "#b5dcb3", "#6cb56d", "#1f7a3a", "#00441b"],
  dark: ["#f0dcfb", "#c79be0", "#9a66bd", "#5c3878", "#20262f", "#20593a", "#3f9f60", "#86d197", "#d8f8da"],
};
const STEPS = 511;
const cache = new Map();

function ramp(theme) {
  if (!cache.has(theme)) {
    const stops = STOPS[theme].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
    cache.set(
      theme,
      Array.from({ length: STEPS }, (_, i) => {
        const at = (i / (STEPS - 1)) * (stops.length - 1);
        const k = Math.min(stops.length - 2, Math.floor(at));
        return stops[k].map((value, c) => Math.round(value + (stops[k + 1][c] - value) * (at - k)));
      }),
    );
  }
  return cache.get(theme);
}

/** Uint32 RGBA steps for −1 … 1, as ImageData holds them. */
export const weightMap = (theme) =>
  Uint32Array.from(ramp(theme), ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);

export const weightGradient = (theme) =>
  `linear-gradient(90deg, ${Array.from({ length: 17 }, (_, i) => `rgb(${ramp(theme)[Math.round((i / 16) * (STEPS - 1))].join(" ")})`).join(", ")})`;
