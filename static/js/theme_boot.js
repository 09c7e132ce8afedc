// @ts-check
// Runs before the first paint: an explicit theme of the link must not flash in the other one.
document.documentElement.dataset.theme = /[#&]theme=(light|dark)\b/.exec(location.hash)?.[1] ?? "auto";
