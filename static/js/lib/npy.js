// NumPy's file formats, as much of them as travels here: float32, C order (pure).

/** The bytes of a .npy file (version 1.0) with a float32 array. */
export function npy(values, shape) {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = `${head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11)}\n`; // the data start at a multiple of 64
  const bytes = new Uint8Array(10 + padded.length + values.length * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  const view = new DataView(bytes.buffer, 10 + padded.length);
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}

/** One .npy file -> {shape, values}. */
export function readNpy(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6] > 1;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const head = new TextDecoder("latin1").decode(bytes.subarray(long ? 12 : 10, start));
  if (!head.includes("'<f4'") || head.includes("'fortran_order': True"))
    throw new Error("This array is not float32 in C order.");
  const shape = /'shape': \(([^)]*)\)/
    .exec(head)[1]
    .split(",")
    .filter((part) => part.trim())
    .map(Number);
  const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(start + 4 * i, true);
  return { shape, values };
}

/** One array of an .npz archive (stored or deflated), {shape, values}; null if it has none of that name. */
export async function readNpz(buffer, wanted) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error("This is no zip archive.");
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    const [method, packed] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const [name, extra, comment, local] = [
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
      view.getUint32(at + 42, true),
    ];
    const title = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    if (title === `${wanted}.npy`) {
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const raw = bytes.subarray(start, start + packed);
      return readNpy(method === 8 ? await inflate(raw) : raw);
    }
    at += 46 + name + extra + comment;
  }
  return null;
}

const inflate = async (raw) =>
  new Uint8Array(
    await new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer(),
  );
