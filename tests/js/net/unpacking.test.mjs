// What a socket brings comes out unpacked, and in its order, however long the unpacking takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { unpacker, unpacks } from "../../../static/js/net/unpacking.js";

const buffer = (bytes) => new Uint8Array(bytes).buffer;
const packed = (bytes) => buffer([...Buffer.from("MXSZ"), ...deflateSync(Uint8Array.from(bytes))]);
const plain = (length, last) => [...Buffer.from("MXS1"), ...new Array(length).fill(7), last];

async function heard(...messages) {
  const came = [];
  await new Promise((resolve) => {
    const take = unpacker((data, arrival) => {
      came.push({ data, ...arrival });
      if (came.length === messages.length) resolve(null);
    });
    messages.forEach(take);
  });
  return came;
}

test("a packed frame is unpacked, and its size is that of the way", async () => {
  const small = packed(plain(9000, 1));
  const [{ data, bytes }] = await heard(small);
  assert.deepEqual([...new Uint8Array(data)], plain(9000, 1));
  assert.equal(bytes, small.byteLength);
});

test("frames are packed for the way between machines alone", () => {
  for (const hostname of ["192.168.1.5", "mixscope.school.example", "128.0.0.1", "localhost.example", "[fe80::1]"])
    assert.ok(unpacks(/** @type {any} */ ({ hostname })), hostname);
  for (const hostname of ["localhost", "127.0.0.1", "127.4.0.1", "[::1]", "app.localhost"])
    assert.ok(!unpacks(/** @type {any} */ ({ hostname })), hostname);
});

test("what comes after a packed frame waits for it", async () => {
  const came = await heard(packed(plain(500_000, 1)), "text", packed(plain(3, 2)), buffer(plain(2, 3)), "end");
  const kinds = came.map(({ data }) => (typeof data === "string" ? data : new Uint8Array(data).at(-1)));
  assert.deepEqual(kinds, [1, "text", 2, 3, "end"]);
});

test("where nothing is packed, it is handed on at once", () => {
  const came = [];
  const take = unpacker((data) => came.push(data));
  const frame = buffer(plain(2, 3));
  take("text");
  take(frame);
  assert.deepEqual(came, ["text", frame]);
});
