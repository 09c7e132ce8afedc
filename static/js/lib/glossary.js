// @ts-check
// Where the story shows what a word of the glossary means. The words themselves stand in i18n/<language>/glossary.js.

/** Term -> chapter of story/chapters.js. @type {Record<string, string>} */
export const CHAPTER_OF = {
  activation: "moving",
  unit: "moving",
  weight: "moving",
  mlp: "moving",
  invariance: "moving",
  "invariance-error": "moving",
  channel: "maps",
  map: "maps",
  cnn: "maps",
  filter: "maps",
  convolution: "maps",
  equivariance: "maps",
  "equivariance-error": "maps",
  pooling: "maps",
  patch: "patches",
  token: "patches",
  vit: "patches",
  embedding: "patches",
  "position-embedding": "patches",
  "mlp-mixer": "space",
  "mixing-space": "space",
  "mixing-channels": "space",
  "token-mixing": "space",
  "channel-mixing": "space",
};
