// The page's language, chosen once, and its words: one table for each part of the page, which comes when that part does.

import { withParticles } from "../lib/particles.js";

/** A language is added here, with a folder of its name that has the same tables as en/. */
export const LANGUAGES = { en: "English", ko: "한국어" };

/**
 * @typedef {object} Tables
 * @property {typeof import("./en/page.js").default} page
 * @property {typeof import("./en/sections.js").default} sections
 * @property {typeof import("./en/names.js").default} names
 * @property {typeof import("./en/axes.js").default} axes
 * @property {typeof import("./en/rows.js").default} rows
 * @property {typeof import("./en/model_menu.js").default} model_menu
 * @property {typeof import("./en/adding.js").default} adding
 * @property {typeof import("./en/answers.js").default} answers
 * @property {typeof import("./en/picture_file.js").default} picture_file
 * @property {typeof import("./en/stage_view.js").default} stage_view
 * @property {typeof import("./en/block_views.js").default} block_views
 * @property {typeof import("./en/charts.js").default} charts
 * @property {typeof import("./en/receptive_field.js").default} receptive_field
 * @property {typeof import("./en/reading.js").default} reading
 * @property {typeof import("./en/residual.js").default} residual
 * @property {typeof import("./en/ablation.js").default} ablation
 * @property {typeof import("./en/early_reading.js").default} early_reading
 * @property {typeof import("./en/strongest.js").default} strongest
 * @property {typeof import("./en/glossary.js").default} glossary
 * @property {typeof import("./en/mixing.js").default} mixing
 * @property {typeof import("./en/lineage.js").default} lineage
 * @property {typeof import("./en/lineage_lines.js").default} lineage_lines
 * @property {typeof import("./en/stack.js").default} stack
 * @property {typeof import("./en/families.js").default} families
 * @property {typeof import("./en/change.js").default} change
 * @property {typeof import("./en/waiting.js").default} waiting
 * @property {typeof import("./en/set_aside.js").default} set_aside
 * @property {typeof import("./en/room.js").default} room
 * @property {typeof import("./en/scene.js").default} scene
 * @property {typeof import("./en/two.js").default} two
 * @property {typeof import("./en/pairs.js").default} pairs
 * @property {typeof import("./en/granted.js").default} granted
 * @property {typeof import("./en/data.js").default} data
 * @property {typeof import("./en/depths.js").default} depths
 * @property {typeof import("./en/sequence.js").default} sequence
 * @property {typeof import("./en/why.js").default} why
 * @property {typeof import("./en/likeness.js").default} likeness
 * @property {typeof import("./en/story.js").default} story
 * @property {typeof import("./en/sheet.js").default} sheet
 */

/**
 * The language that the address asks for ("#lang=ko"), else the first of the reader's own that the page speaks, else English.
 * @param {string} hash
 * @param {readonly string[]} wanted tags such as "en-GB", the dearest first
 * @param {object} languages what the page speaks
 * @returns {string}
 */
export function chooseLanguage(hash, wanted, languages = LANGUAGES) {
  const asked = new URLSearchParams(hash.replace(/^#/, "")).get("lang");
  const primary = (tag) => tag.toLowerCase().split("-")[0];
  return [asked ?? "", ...wanted].map(primary).find((tag) => Object.hasOwn(languages, tag)) ?? "en";
}

const page = globalThis.document; // none under node, where everything is English
export const language = page ? chooseLanguage(page.location.hash, navigator.languages) : "en";
if (page) page.documentElement.lang = language;

/**
 * The table of one part of the page: `const TEXT = await words("mixing")`.
 * @template {keyof Tables} Area
 * @param {Area} area
 * @returns {Promise<Tables[Area]>}
 */
export const words = async (area) => (await import(`./${language}/${area}.js`)).default;

/** @type {Record<string, string | ((values: any) => string)>} */
const PAGE = Object.assign({}, ...(await Promise.all([words("page"), words("sections")])));

/**
 * A message of the page. A table has it as a string with "{name}" for each value, or as a function of the values, where the
 * words around a value depend on it.
 * @param {string} key
 * @param {Record<string, any>} values
 * @param {typeof PAGE} table
 */
export function t(key, values = {}, table = PAGE) {
  const text = table[key];
  if (text === undefined) throw new Error(`no text for "${key}"`);
  return typeof text === "function" ? text(values) : withParticles(text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? ""));
}

/** A text that may be missing (a family or tier that this table does not know): then the fallback. */
export const known = (key, fallback = undefined) => (key in PAGE ? t(key) : fallback);

/** The server's sentences in the page's language; in English the server says them itself, and the table is for translators. */
const SERVER_TABLES =
  language === "en" ? [] : ["server", "server_inside", "server_own", "server_pictures", "server_room", "server_why"];
const SERVER = Object.assign(
  {},
  ...(await Promise.all(SERVER_TABLES.map(async (name) => (await import(`./${language}/${name}.js`)).default))),
);

const DIGITS = /^\.(\d+)f$/;
/** Python's formats as the server's templates have them: "," for thousands, ".1f" for one digit, "g" for as many as needed. */
const formatted = (value, format) => {
  const digits = DIGITS.exec(format);
  if (digits) return Number(value).toFixed(Number(digits[1]));
  return format === "," ? Number(value).toLocaleString(language) : String(value);
};

/**
 * What the server says, in the page's language, and in the server's English where the table lacks it.
 * @param {{ reason?: string | null, values?: Record<string, any>, detail?: string }} sentence a value may be a sentence, too
 * @param {Record<string, string | ((values: any) => string)>} table
 * @returns {string}
 */
export function told({ reason, values = {}, detail = "" }, table = SERVER) {
  const text = reason ? table[reason] : undefined;
  if (text === undefined) return detail;
  const inWords = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value?.detail === undefined ? value : told(value, table)]),
  );
  if (typeof text === "function") return text(inWords);
  return withParticles(
    text.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, format = "") => formatted(inWords[name] ?? "", format)),
  );
}

/** A refusal that is not the server's own: a proxy's, or nobody's (0). @param {{ status: number }} problem */
export const foreignRefusal = ({ status }) => {
  if (status === 413) return t("problem.proxyTooLarge");
  return status && (status < 502 || status > 504) ? t("problem.proxy", { status }) : t("problem.unreachable");
};
