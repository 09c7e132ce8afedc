// What the charts draw, from frames, cards and maps (pure).
import { signed } from "../../lib/format.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("charts");

const find = (models, id) => models.find((model) => model.id === id);

/** One line per model of the frame: depth, change, stage title. */
export function depthCurves(frame, models, measure) {
  return frame.models.map(({ id, stages }) => {
    const model = find(models, id);
    const points = stages.map(({ name }) => model.points.find((point) => point.name === name));
    return {
      model,
      x: points.map(({ depth }) => depth),
      y: stages.map(({ change }) => change?.[measure] ?? null),
      titles: points.map(({ title }) => title),
    };
  });
}

/** The upper end of the axis: 1 for the cosine, else at least 1.6 and in steps of 0.4, so that it seldom changes. */
export function ceiling(frame, measure) {
  if (measure === "cosine") return 1.05;
  const most = Math.max(0, ...frame.models.flatMap(({ stages }) => stages.map(({ change }) => change?.[measure] ?? 0)));
  return Math.max(1.6, Math.ceil((most * 1.04) / 0.4) * 0.4);
}

/** Why there are gaps, in a sentence; "" where there is none. */
export function gapSentence(frame, models, measure) {
  const [dx, dy] = moveOf(frame);
  const without = depthCurves(frame, models, measure).flatMap(({ model, y, titles }) =>
    y
      .map((value, i) => ({ value, model, title: titles[i], point: model.points.find(({ title }) => title === titles[i]) }))
      .filter(({ value }) => value === null),
  );
  if (!without.length) return "";
  const named = (list) => {
    const byModel = Map.groupBy
      ? Map.groupBy(list, ({ model }) => model.title)
      : list.reduce((map, one) => map.set(one.model.title, [...(map.get(one.model.title) ?? []), one]), new Map());
    return [...byModel]
      .map(
        ([title, some]) =>
          `${title} (${some.length > 3 ? `${some[0].title} … ${some.at(-1).title}` : some.map((one) => one.title).join(", ")})`,
      )
      .join(", ");
  };
  const gridless = without.filter(({ point }) => !point?.grid);
  const undivided = without.filter(({ point }) => point?.grid);
  return TEXT.gaps(
    [
      ...(undivided.length ? [TEXT.gapStride(signed(dx), signed(dy), named(undivided))] : []),
      ...(gridless.length ? [TEXT.gapGrid(named(gridless))] : []),
    ].join("; "),
  );
}

/** Accuracy under shift of the models on the page (`shown`), and of the same architectures after another training. */
export function accuracyCurves(models, frame) {
  const ids = frame.models.map(({ id }) => id);
  const form = ({ tier, family, parameters }) => `${tier}/${family}/${parameters}`;
  const forms = new Set(models.filter(({ id }) => ids.includes(id)).map(form));
  return models
    .filter((model) => model.shift_accuracy && forms.has(form(model)) && (model.listed !== false || ids.includes(model.id)))
    .map((model) => {
      const entries = Object.entries(model.shift_accuracy)
        .map(([shift, value]) => [Number(shift), value])
        .sort((a, b) => a[0] - b[0]);
      return { model, shown: ids.includes(model.id), x: entries.map(([shift]) => shift), y: entries.map(([, value]) => value) };
    })
    .sort((a, b) => a.shown - b.shown);
}

/** The stage of a model that is nearest to a depth. */
export const nearest = (model, depth) =>
  model.points
    .filter(({ stage }) => stage)
    .reduce((best, point) => (Math.abs(point.depth - depth) < Math.abs(best.depth - depth) ? point : best));

/** Change against dx in the middle row (the pin's dy), for the stage of each model nearest to `depth`. */
export function sawCurves({ dx, dy, models }, measure, depth) {
  const middle = (dy.length - 1) / 2;
  return models.map(({ model, stages }) => {
    const point = nearest(model, depth);
    const map = stages.get(point.name)?.[measure] ?? [];
    return { model, point, x: dx, y: dx.map((_, i) => map[middle * dx.length + i] ?? null) };
  });
}

/**
 * The server's maps, moves relative to the pin -> {dx, dy: places, models: [{model, label, probability, stages: Map(name ->
 * {measure: values})}]}, values row by row.
 */
export function movesOf({ maps }, models, [x, y]) {
  const reach = (maps[0].probability.length - 1) / 2;
  const places = (middle) => Array.from({ length: 2 * reach + 1 }, (_, i) => middle - reach + i);
  return {
    dx: places(x),
    dy: places(y),
    models: maps.map((one) => {
      const model = find(models, one.model);
      return {
        model,
        label: model.labels[one.class],
        probability: one.probability.flat(),
        stages: new Map(
          one.stages.map(({ name, ...measures }) => [
            name,
            Object.fromEntries(Object.entries(measures).map(([key, rows]) => [key, rows.flat()])),
          ]),
        ),
      };
    }),
  };
}

export function valueAt({ dx, dy }, values, x, y) {
  const [row, column] = [dy.indexOf(y), dx.indexOf(x)];
  return row < 0 || column < 0 ? null : (values[row * dx.length + column] ?? null);
}

const EXAMPLE = 4; // px to the right: whole cells of every stage of the digits' models

/** How far a frame's picture is from where it is pinned. */
export const moveOf = ({ dx, dy, reference: [x, y] }) => [dx - x, dy - y];

/** A move that nobody has made, out of the maps, in a frame's form: the changes alone. */
export function exampleOf({ dx, dy, models }) {
  const [x, y] = [dx, dy].map((list) => list[(list.length - 1) / 2]);
  const at = dy.indexOf(y) * dx.length + dx.indexOf(x + EXAMPLE);
  const changeAt = (measures) => Object.fromEntries(Object.entries(measures).map(([name, map]) => [name, map[at]]));
  return {
    dx: x + EXAMPLE,
    dy: y,
    reference: [x, y],
    models: models.map(({ model, stages }) => ({
      id: model.id,
      stages: [...stages].map(([name, measures]) => ({ name, change: changeAt(measures) })),
    })),
  };
}
