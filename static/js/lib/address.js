// @ts-check
// Where the site lies. Its pages lie side by side and name everything relative to themselves, so that it works under any path of a host.

/** "https://school.org/mixscope/" */
export const home = () => new URL(".", location.href).href;

/** The address of a socket, "wss://school.org/mixscope/api/live". @param {string} path */
export const socketAt = (path) => new URL(path, home()).href.replace(/^http/, "ws");
