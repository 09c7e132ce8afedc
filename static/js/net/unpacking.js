// @ts-check
// Packed frames (docs/wire.md, "A packed frame"), unpacked by the browser itself; what comes after one waits for it.

import { isAtHome } from "../lib/address.js";

const MAGIC = "MXSZ";
const text = new TextDecoder();

/** Whether this browser can take them, and gains by it: on the same machine to unpack takes longer than the way does. */
export const unpacks = (place = location) => typeof DecompressionStream !== "undefined" && !isAtHome(place);

const isPacked = (data) =>
  typeof data !== "string" && text.decode(new Uint8Array(data, 0, Math.min(4, data.byteLength))) === MAGIC;

/** @param {ArrayBuffer} data */
async function unpacked(data) {
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  const whole = new Response(stream.readable).arrayBuffer();
  await Promise.all([writer.write(new Uint8Array(data, MAGIC.length)), writer.close()]);
  return whole;
}

/**
 * Hands on what a socket brings, unpacked and in the order in which it came: `onMessage(data, {received, bytes})`, when it
 * came (performance.now()) and its size on the way.
 * @param {(data: string | ArrayBuffer, arrival: {received: number, bytes: number}) => void} onMessage
 */
export function unpacker(onMessage) {
  let waiting = 0;
  let last = Promise.resolve();
  /** @param {string | ArrayBuffer} data */
  return (data) => {
    const arrival = { received: performance.now(), bytes: typeof data === "string" ? data.length : data.byteLength };
    if (!waiting && !isPacked(data)) return onMessage(data, arrival);
    const whole = isPacked(data) ? unpacked(/** @type {ArrayBuffer} */ (data)) : Promise.resolve(data);
    waiting++;
    last = Promise.allSettled([whole, last]).then(async () => {
      waiting--;
      onMessage(await whole, arrival);
    });
  };
}
