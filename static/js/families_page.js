// @ts-check
// The page of the families: a click on a column's head sorts by it, and the address remembers which.
import { words } from "./i18n/i18n.js";
import { createLanguages, keepLanguage } from "./page/language.js";
import { el, find, findAll } from "./ui/dom.js";
import { createExplaining } from "./ui/explaining.js";
import { translate } from "./ui/template.js";

const TEXT = await words("families");
const { named } = await words("names");
document.title = TEXT.documentTitle;
translate(document, TEXT);
createExplaining();
for (const element of findAll("[data-named]")) element.textContent = named(element.textContent);

const hash = () => new URLSearchParams(location.hash.slice(1));

/** "published=2-desc": column and direction, per table. */
function remember(name, column, down) {
  const state = hash();
  state.set(name, `${column}-${down ? "desc" : "asc"}`);
  history.replaceState(null, "", `#${state}`);
}

createLanguages(find('[data-el="language"]'), (tag) => {
  const state = hash();
  state.set("lang", tag);
  history.replaceState(null, "", `#${state}`);
});
keepLanguage(hash().get("lang"));

const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));

/** What a cell is sorted by; null (no figure) always comes last. */
const key = (cell) => {
  if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
  return cell.classList.contains("n") ? null : cell.textContent.trim();
};

function sort(table, column, down) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: key(row.cells[column]) }));
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return (down ? -1 : 1) * compare(a.value, b.value);
  });
  body.append(...rows.map(({ row }) => row));
  for (const [i, head] of [...table.tHead.rows[0].cells].entries()) {
    if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

for (const table of findAll("[data-sortable]")) {
  const name = table.dataset.sortable;
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const text = head.textContent;
    head.replaceChildren(
      el(
        "button",
        {
          type: "button",
          onclick() {
            const sorted = head.getAttribute("aria-sort");
            const down = sorted ? sorted === "ascending" : head.classList.contains("n"); // figures: the largest first
            sort(table, column, down);
            remember(name, column, down);
          },
        },
        text,
      ),
    );
  }
  const given = /^(\d)-(asc|desc)$/.exec(hash().get(name) ?? "");
  if (given && Number(given[1]) < table.tHead.rows[0].cells.length) sort(table, Number(given[1]), given[2] === "desc");
}
