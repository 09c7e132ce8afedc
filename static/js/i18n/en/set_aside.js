// The way back to what the page showed before a view led away from it (page/set_aside.js).

export default {
  /** `titles`: the models that stood in the rows. */
  back: (titles) => `Back to ${titles.length > 1 ? `${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}` : titles[0]}`,
  why: (titles) => `Now in the rows: ${titles.join(" and ")}.`,
};
