// Frames as the server makes them (docs/wire.md), for tests.

/** `models` as in the header, with `input.data`, and `tiles` {count, total, rows, columns, lows, highs, data} in place of offsets. */
export function encodeFrame(header) {
  const body = [];
  let length = 0;
  const put = (bytes) => {
    const at = length;
    const padded = new Uint8Array(Math.ceil(bytes.byteLength / 4) * 4);
    padded.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    body.push(padded);
    length += padded.length;
    return at;
  };
  const joined = ({ lows, highs, data }) => {
    const bytes = new Uint8Array(8 * lows.length + data.length);
    bytes.set(new Uint8Array(Float32Array.from([...lows, ...highs]).buffer));
    bytes.set(data, 8 * lows.length);
    return bytes;
  };
  const models = header.models?.map((model) => ({
    ...model,
    input: { shape: model.input.shape, at: put(Uint8Array.from(model.input.data)) },
    stages: model.stages.map(({ tiles, ...stage }) => {
      if (!tiles) return stage;
      const { count, total, rows, columns } = tiles;
      return { ...stage, tiles: { count, total, rows, columns, at: put(joined(tiles)) } };
    }),
  }));
  const values = header.values && put(Float32Array.from(header.values));
  const { values: _, ...rest } = header;
  return pack({ ...rest, ...(models && { models }), ...(values !== undefined && { at: values }) }, body, length);
}

function pack(header, body, length) {
  let text = JSON.stringify(header);
  text += " ".repeat((4 - (new TextEncoder().encode(text).length % 4)) % 4);
  const head = new TextEncoder().encode(text);
  const out = new Uint8Array(8 + head.length + length);
  out.set(new TextEncoder().encode("MXS1"));
  new DataView(out.buffer).setUint32(4, head.length, true);
  out.set(head, 8);
  let at = 8 + head.length;
  for (const part of body) {
    out.set(part, at);
    at += part.length;
  }
  return out.buffer;
}

export const change = (invariance, equivariance = null, cosine = null) => ({ invariance, equivariance, cosine });

export function someFrame() {
  return {
    kind: "frame",
    seq: 3,
    dx: 2,
    dy: -1,
    edge: "clip",
    fit: "auto",
    reference: [0, 0],
    models: [
      {
        id: "m",
        milliseconds: 0.5,
        input: { shape: [1, 2, 3], data: [0, 1, 2, 3, 4, 255] },
        predictions: [{ index: 1, label: "één", probability: 0.9, logit: 3 }],
        stages: [
          {
            name: "a",
            min: -2,
            max: 4,
            mean: 0,
            std: 1,
            change: change(1.25, 0.5, 0.4),
            tiles: { count: 2, total: 8, rows: 1, columns: 3, lows: [-2, 0], highs: [4, 1], data: [0, 128, 255, 0, 51, 255] },
          },
          { name: "b", min: 0, max: 9, mean: 0, std: 1, change: change(0.75) },
        ],
      },
    ],
  };
}
