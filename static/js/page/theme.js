// @ts-check
// Light or dark: as the address says, else as the system is.

/** The colour of what the pointer is on, over a map. */
const LIT = { light: "#d6127c", dark: "#ff7cc0" };

/** `chosen()`: auto, light or dark; `onChange()` when the system changes. */
export function createTheme(chosen, onChange) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", onChange);
  const system = () => (dark.matches ? "dark" : "light");
  const now = () => (chosen() === "auto" ? system() : chosen());
  /** What shows the other one: as the system is, if that is it. */
  const other = () => {
    const wanted = now() === "dark" ? "light" : "dark";
    return wanted === system() ? "auto" : wanted;
  };
  return { now, other, lit: () => LIT[now()] };
}
