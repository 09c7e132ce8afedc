// @ts-check
// Where the site lies. Its pages lie side by side and name everything relative to themselves, so that it works under any path of a host.

/** The address of the first page, such as "…/mixscope/". */
export const home = () => new URL(".", location.href).href;

/** Whether the server is on this very machine. */
export const isAtHome = ({ hostname } = location) => /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** The address of a socket. @param {string} path relative to the first page, "api/live" */
export const socketAt = (path) => new URL(path, home()).href.replace(/^http/, "ws");
