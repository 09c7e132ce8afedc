// The curves of accuracy under shift, said in numbers.
import assert from "node:assert/strict";
import test from "node:test";
import { accuracySentences } from "../../../../static/js/panels/charts/accuracy_words.js";

const curve = (title, y, version = "centred", tier = "digits") => ({ model: { title, version, tier }, x: [0, 4, 8], y });

test("the best come first, as far as all were measured", () => {
  const [still, moved, ...rest] = accuracySentences([curve("MLP", [98.9, 50, 14.4]), curve("CNN", [99.65, 98.9, 91.07])]);
  assert.match(still, /CNN 99\.7 %, MLP 98\.9 %/);
  assert.match(moved, /Moved by 8 px: CNN 91 %, MLP 14 %/);
  assert.match(rest.join(" "), /MNIST/);
  assert.doesNotMatch(rest.join(" "), /Dashed|Trained with/);
});

test("models trained with shifts are told apart, and photographs are not digits", () => {
  const both = accuracySentences([curve("ViT", [99, 70, 27]), curve("ViT, shifted", [99, 99, 94.6], "shifted")]).join(" ");
  assert.match(both, /Moved by 8 px: ViT 27 %\./);
  assert.match(both, /Trained with moved pictures, and moved by 8 px: ViT, shifted 95 %/);
  assert.match(both, /Dashed/);
  const photos = accuracySentences([curve("ResNet", [40, 39, 38], "trained", "photos")]).join(" ");
  assert.match(photos, /Tiny ImageNet/);
  assert.doesNotMatch(photos, /MNIST|Dashed/);
});

test("without a card there is nothing to say", () => assert.deepEqual(accuracySentences([]), []));
