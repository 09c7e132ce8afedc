// The calls that return exactly the array on the page (pure; docs/wire.md).

/** {curl, python, own}: `inner`: whether the point is a module inside a stage; `own` when the picture is the person's and its file has to be named. */
export function calls({ home, model, point, inner = false, sample, frame: { dx, dy, edge, fit } }) {
  const query = new URLSearchParams({
    models: model,
    ...(inner ? { inner: `${model}/${point}` } : {}),
    ...(sample ? { sample } : {}),
    dx,
    dy,
    edge,
    fit,
  });
  const address = `${home}api/trace.npz?${query}`;
  const body = sample ? "" : ` -H "Content-Type: image/png" --data-binary @picture.png`;
  const given = sample ? `method="POST"` : `data=open("picture.png", "rb").read(), headers={"Content-Type": "image/png"}`;
  return {
    own: !sample,
    curl: `curl -X POST${body} "${address}" -o trace.npz`,
    python: [
      "import io, urllib.request",
      "import numpy as np",
      "",
      `url = "${address}"`,
      `request = urllib.request.Request(url, ${given})`,
      "arrays = np.load(io.BytesIO(urllib.request.urlopen(request).read()))",
      `a = arrays["${model}/${point}"]`,
    ].join("\n"),
  };
}
