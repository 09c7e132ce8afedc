// The order of the Mixer's units, and NumPy's file formats.
import assert from "node:assert/strict";
import test from "node:test";
import { centroid, pairUnits } from "../../../../static/js/views/weights/unit_pairing.js";
import { npy, readNpz } from "../../../../static/js/lib/npy.js";

const wave = (cycles, phase = 0) =>
  Array.from({ length: 49 }, (_, i) => Math.cos((2 * Math.PI * cycles * (i % 7)) / 7 + phase));

test("a unit is paired with its inverse, and low frequencies come first", () => {
  const noise = (i) => 0.01 * Math.sin(i * 12.9898);
  const units = [wave(3), wave(1), wave(3).map((v, i) => -2 * v + noise(i)), wave(1).map((v, i) => -0.5 * v + noise(i))];
  const pairs = pairUnits(Float32Array.from(units.flat()), 4, 7, 7);
  assert.deepEqual(
    pairs.map((pair) => pair.units),
    [
      [1, 3],
      [0, 2],
    ],
  );
  assert.ok(pairs.every((pair) => pair.cosine < -0.99));
  assert.ok(pairs[0].centroid < pairs[1].centroid);
});

test("every unit appears once, also when their number is odd or one is all zeros", () => {
  const units = [wave(1), wave(2), wave(3), wave(1, 1), new Array(49).fill(0)];
  const seen = pairUnits(Float32Array.from(units.flat()), 5, 7, 7).flatMap((pair) => pair.units);
  assert.deepEqual(seen.sort(), [0, 1, 2, 3, 4]);
});

test("the centroid is the frequency of a pure wave, and 0 for a constant", () => {
  assert.ok(Math.abs(centroid(Float64Array.from(wave(2)), 7, 7) - 2) < 1e-6);
  assert.ok(Math.abs(centroid(new Float64Array(49).fill(3), 7, 7)) < 1e-6);
});

test("the .npy file is one that NumPy reads", () => {
  const bytes = npy(Float32Array.of(1, -2, 0.5), [3]);
  assert.equal(Buffer.from(bytes.subarray(0, 6)).toString("latin1"), "\x93NUMPY");
  const length = bytes[8] + 256 * bytes[9];
  assert.equal((10 + length) % 64, 0);
  const head = Buffer.from(bytes.subarray(10, 10 + length)).toString();
  assert.equal(head.trimEnd(), "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }");
  assert.deepEqual([...new Float32Array(bytes.slice(10 + length).buffer)], [1, -2, 0.5]);
});

test("an archive is read back, one array at a time", async () => {
  const member = npy(Float32Array.of(4, 5, 6, 7), [2, 2]);
  const { values, shape } = await readNpz(archive("m/input.npy", member), "m/input");
  assert.deepEqual(
    [[...values], shape],
    [
      [4, 5, 6, 7],
      [2, 2],
    ],
  );
  assert.equal(await readNpz(archive("m/input.npy", member), "m/logits"), null);
  await assert.rejects(readNpz(new ArrayBuffer(40), "x"), /zip/);
});

// A zip archive with one stored member; check sums are not looked at.
function archive(name, data) {
  const title = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(title.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt16LE(title.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + title.length + data.length, 16);
  return Uint8Array.from(Buffer.concat([local, title, data, central, title, end])).buffer;
}
