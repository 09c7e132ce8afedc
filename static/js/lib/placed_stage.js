// Which stages describe the places of a picture. Pure.

/** Whether a point is a stage with several features at each of several places: a map, or tokens on a grid. */
export const hasPlaces = ({ stage, grid, axes }) =>
  Boolean(stage && grid) &&
  grid[0] * grid[1] > 1 &&
  axes.includes("channel") &&
  axes.length === (axes.includes("token") ? 2 : 3);
