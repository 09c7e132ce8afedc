// A model's parameters, asked for once and kept while they are looked at.

const known = new Map(); // parameters do not change: one request each

export function readWeights(request, model, parameter) {
  const key = `${model}/${parameter}`;
  if (!known.has(key)) {
    known.set(
      key,
      request.weights(model, parameter).catch((error) => {
        known.delete(key);
        throw error;
      }),
    );
    if (known.size > 48) known.delete(known.keys().next().value);
  }
  return known.get(key);
}
