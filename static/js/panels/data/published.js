// What papers have published of networks before and after pre-training on more pictures: tables with their sources.
import { named } from "../../i18n/documents.js";
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = (await words("data")).published;
const COLUMNS = ["imagenet", "imagenet21k", "jft"];

export const createPublished = (groups) =>
  el(
    "section.published",
    {},
    el("h3", {}, TEXT.title),
    el("p", {}, TEXT.lead),
    el("div.groups", {}, groups.map(groupOf)),
    el("p", {}, TEXT.law),
    el("p.note", {}, TEXT.note),
  );

function groupOf({ key, arxiv, place, rows }) {
  const columns = COLUMNS.filter((column) => rows.some((row) => row[column] !== null));
  const cell = (value) => el("td", {}, value === null ? "–" : value.toFixed(place === "Table 2" ? 1 : 2));
  return el(
    "figure",
    {},
    el(
      "figcaption",
      {},
      TEXT.groups[key],
      " ",
      el("a", { href: `https://arxiv.org/abs/${arxiv}`, rel: "noreferrer" }, `arXiv:${arxiv}`),
      `, ${named(place)}`,
    ),
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, TEXT.model),
          columns.map((column) => el("th", { scope: "col" }, TEXT.columns[column])),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, row.model),
            columns.map((column) => cell(row[column])),
          ),
        ),
      ),
    ),
  );
}
