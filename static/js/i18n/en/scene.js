// What the scene is made of beside the picture: the second pattern, and what is done to both.

export default {
  moves: "Which pattern hand and keys move",
  names: { first: "A", second: "B" },
  grab: { first: "Move the first pattern", second: "Move the second pattern" },
  second: (title) => `B is “${title}”`,
  cut: "B is a part of the same picture",
  drop: "Take the second pattern away",
  transformed: "This is how it reaches the models",
  plain: "Show it as it is",
  cover: {
    title: "Move the cover",
    explain: "Drag the covered part over the picture, or choose this and press the arrow keys",
  },
};
