// The maps of a model beside those of its untrained twin, and how far they put the pixels in the same order.
import { told, words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { METHODS, endOf, mapsOf } from "./maps.js";
import { paint } from "./table.js";

const TEXT = await words("why");

const text = TEXT.checks.twin;
const inOrder = (a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method);
const digits = (value) => (value === null ? text.undefined : value.toFixed(2).replace("-", "−"));

/** {element, show(answer, {model, picture})} */
export function createTwins() {
  const note = el("p.vcaption");
  const table = el("div.scroll", { tabIndex: 0, role: "region", "aria-label": text.table });
  const lacks = el("p.vcaption");
  const element = el("figure.twins", { hidden: true, "aria-label": text.title }, table, note, lacks);
  return {
    element,
    show(answer, { model, picture }) {
      element.hidden = false;
      element.dataset.behind = "false";
      say(note, text.note(answer.pixels));
      say(lacks, answer.lacks.map((one) => told(one)).join(" "));
      const columns = [text.trained, text.initial, text.signed, text.sizes].map((name) => el("th", { scope: "col" }, name));
      const [trained, twin] = halves(answer);
      const rows = [...answer.methods].sort(inOrder).map(({ method, signed, sizes }) => {
        const cell = (half, name) =>
          cellOf(half.get(method), method, picture, TEXT.checks.map(model.title, TEXT.methods[method].title, name));
        const maps = [cell(trained, text.trained), cell(twin, text.initial)];
        const numbers = [signed, sizes].map((value) => el("td", { dataset: { value: String(value) } }, digits(value)));
        return el("tr", { dataset: { method } }, el("th", { scope: "row" }, TEXT.methods[method].title), maps, numbers);
      });
      table.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("td"), columns)), el("tbody", {}, rows)));
    },
  };
}

/** The maps of the trained one, and of its twin. @returns {Map<string, any>[]} */
function halves({ methods, shape, values, window }) {
  const [, , rows, columns] = shape;
  const half = values.length / 2;
  return [values.subarray(0, half), values.subarray(half)].map((own) =>
    mapsOf({ methods, shape: [methods.length, rows, columns], values: own, window }),
  );
}

function cellOf(map, method, picture, label) {
  const canvas = el("canvas", { role: "img", "aria-label": label });
  paint(canvas, map, { low: method === "attention" ? 0 : -1, end: endOf([map]) }, picture);
  return el("td", {}, canvas);
}
