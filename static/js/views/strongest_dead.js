// Which channels or units of the stage never answer to the pictures asked, and how many do not in the other stages.
import { el, say } from "../ui/dom.js";
import { button, caption, head } from "../ui/figure_parts.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("strongest");
const AXES = await words("axes");

const MOST = 24; // that are listed by name

/** {element, show(found, context)} of an answer. */
export function createDead() {
  const parts = {
    silent: el("p.strong-silent"),
    constant: el("p.strong-constant"),
    list: el("p.vmodes.strong-list", { role: "group", "aria-label": TEXT.dead }),
    more: el("span.vmuted"),
    rows: el("tbody"),
  };
  const columns = TEXT.columns.map((name) => el("th", { scope: "col" }, name));
  const table = el("table.by-stage.strong-stages", {}, el("thead", {}, el("tr", {}, columns)), parts.rows);
  const element = el(
    "section.strong-dead",
    {},
    head(TEXT.dead),
    parts.silent,
    parts.constant,
    parts.list,
    parts.more,
    el("div.strong-scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.perStage }, table),
    caption(TEXT.deadNote),
  );
  return { element, show: (found, context) => show(parts, found, context) };
}

/** Buttons with these keys, kept where they are the same: who has pressed one keeps the focus. */
export function fillButtons(group, keys, textOf) {
  if (group.dataset.keys === keys.join()) return;
  group.dataset.keys = keys.join();
  group.replaceChildren(...keys.map((key) => button(textOf(key), null, { dataset: { key } })));
}

function show({ silent, constant, list, more, rows }, found, context) {
  const { axis, pictures, signed, stages, point } = found;
  const { count } = stages.find((stage) => stage.point === point);
  say(silent, signed ? "" : TEXT.silent(found.silent.length, count, axis, pictures));
  const says = signed || found.constant.length;
  say(constant, says ? TEXT.constant(found.constant.length, count, axis, pictures) : "");
  const numbers = [...found.silent, ...found.constant];
  fillButtons(list, numbers.slice(0, MOST).map(String), (number) => AXES.numbered(axis, number));
  for (const one of list.children) {
    const number = Number(one.dataset.key);
    one.setAttribute("aria-pressed", String(number === found.channel));
    one.onclick = () => context.choose(number);
  }
  say(more, numbers.length > MOST ? TEXT.more(numbers.length - MOST) : "");
  rows.replaceChildren(...stages.map((stage) => line(stage, found, context)));
}

function line({ point, title, axis, count, silent, constant }, found, { model, setState }) {
  const open = point === found.point;
  const name = open ? title : button(title, () => setState({ stage: `${model.id}/${point}`, channel: null }));
  return el(
    "tr",
    { dataset: { point, silent: String(silent), constant: String(constant), open: String(open) } },
    el("th", { scope: "row" }, name),
    [AXES.counted(axis, count), String(silent), String(constant)].map((text) => el("td", {}, text)),
  );
}
