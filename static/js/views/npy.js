/** NumPy's file formats, as much of them as travels here: float32, C order (pure). */

/** The bytes of a .npy file (version 1.0) with a float32 array. */
export function npy(values, shape) {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`
  const padded = head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11) + '\n' // the data start at a multiple of 64
  const bytes = new Uint8Array(10 + padded.length + values.length * 4)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8])
  bytes.set(new TextEncoder().encode(padded), 10)
  const view = new DataView(bytes.buffer, 10 + padded.length)
  values.forEach((value, i) => view.setFloat32(i * 4, value, true))
  return bytes
}
