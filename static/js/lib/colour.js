// Colour maps and scales. Pure.
//
// One diverging map (orange negative, blue positive, neutral at 0) for signed stages; its blue half alone for
// non-negative ones, so that a hue means the same thing everywhere. Steps are even in OKLab lightness
// (Ottosson 2020), so equal differences look equal; blue and orange stay apart in all common colour blindness.

const MAPS = {
  light: {
    zero: "#f0f2f5",
    positive: ["#c3daf0", "#86b6e0", "#4a8cc7", "#1f63a5", "#0b3f78", "#05234a"],
    negative: ["#f9d7b4", "#f0ae71", "#dc8033", "#b45a10", "#823b06", "#542303"],
  },
  dark: {
    zero: "#20262f",
    positive: ["#21476e", "#2a6aa6", "#4091d6", "#7cb8ee", "#b5d9fa", "#ecf7ff"],
    negative: ["#57341a", "#8a4e1b", "#c07028", "#ea9c55", "#fcc893", "#fff3e4"],
  },
};

export const HALF = 256; // steps of one half of a map
const cache = new Map();

/** Uint32 RGBA (as ImageData holds it): `HALF` steps for 0…1, or 2·HALF - 1 steps for -1…1. */
export function colourMap(theme, signed) {
  const key = `${theme}/${signed}`;
  if (!cache.has(key)) {
    const { zero, positive, negative } = MAPS[theme];
    const up = ramp([zero, ...positive]);
    const map = signed
      ? [
          ...ramp([zero, ...negative])
            .slice(1)
            .reverse(),
          ...up,
        ]
      : up;
    cache.set(key, Uint32Array.from(map, pack));
  }
  return cache.get(key);
}

/** A CSS gradient of the same map, for colour bars. */
export function gradient(theme, signed) {
  const { zero, positive, negative } = MAPS[theme];
  const stops = [];
  const colours = signed
    ? [
        ...ramp([zero, ...negative])
          .slice(1)
          .reverse(),
        ...ramp([zero, ...positive]),
      ]
    : ramp([zero, ...positive]);
  for (let i = 0; i <= 16; i++) stops.push(`rgb(${colours[Math.round((i / 16) * (colours.length - 1))].join(" ")})`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/**
 * The colour of each of a tile's 256 byte values, for a scale of {low, high} and its map; written into `out`.
 * Values beyond the scale (it is held while dragging) take the colour of its end.
 */
export function tileColours(low, high, scale, map, out) {
  const last = map.length - 1;
  const span = scale.high - scale.low;
  const start = span > 0 ? ((low - scale.low) / span) * last : scale.low < 0 ? last / 2 : 0;
  const step = span > 0 ? (((high - low) / span) * last) / 255 : 0;
  for (let q = 0; q < 256; q++) {
    const index = Math.round(start + step * q);
    out[q] = map[index < 0 ? 0 : index > last ? last : index];
  }
  return out;
}

/** {low, high} for values from min to max: 0…max, or symmetric around 0 where there is a negative value. */
export function rangeOf(min, max) {
  const ends = min < 0 ? Math.max(-min, max) : max;
  return { low: min < 0 ? -ends : 0, high: ends };
}

/**
 * The scale of every stage of a frame: Map "model/stage" -> {low, high, signed}. For `unit` the ends are those of the
 * stage and each tile takes its own (ui/canvas.js). A stage is signed where any of its values is negative.
 */
export function stageScales(frame, kind) {
  const scales = new Map();
  const all = Math.max(...frame.models.map(extent), 0);
  for (const model of frame.models) {
    const reach = kind === "all" ? all : kind === "model" ? extent(model) : null;
    for (const { name, min, max } of model.stages) {
      const { low, high } = reach === null ? rangeOf(min, max) : rangeOf(min < 0 ? -reach : 0, reach);
      scales.set(`${model.id}/${name}`, { low, high, signed: min < 0 });
    }
  }
  return scales;
}

const extent = (model) => Math.max(...model.stages.map(({ min, max }) => Math.max(-min, max)), 0);

function ramp(hexes) {
  const points = hexes.map((hex) => toLab(fromHex(hex)));
  const ends = [points[0][0], points.at(-1)[0]];
  return Array.from({ length: HALF }, (_, i) => {
    const lightness = ends[0] + ((ends[1] - ends[0]) * i) / (HALF - 1);
    const k = segment(points, lightness);
    const [a, b] = [points[k], points[k + 1]];
    const t = (lightness - a[0]) / (b[0] - a[0]);
    return fromLab([lightness, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]);
  });
}

function segment(points, lightness) {
  const down = points.at(-1)[0] < points[0][0];
  for (let k = 0; k < points.length - 2; k++)
    if (down ? lightness >= points[k + 1][0] : lightness <= points[k + 1][0]) return k;
  return points.length - 2;
}

const pack = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
export const unpack = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
const fromHex = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const linear = (c) => (c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const encoded = (c) => Math.round(255 * Math.min(1, Math.max(0, c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)));

const EVEN = Math.sqrt(1.05 * 0.05) - 0.05; // the luminance on which black and white stand out alike, by 4.58 : 1

/** Black or white on a colour, sRGB 0–255: whichever stands out more (WCAG). */
export function inkOn(rgb) {
  const [r, g, b] = rgb.map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > EVEN ? "#000" : "#fff";
}

/** sRGB 0–255 -> OKLab. */
export function toLab(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(encoded);
}
