// The words of "Who listens to whom", each defined where it is used: [word, meaning], in the order in which they build on each other.

export default {
  title: "The words of this section",
  terms: [
    ["listening", "A place listens to another one if a change there changes its values. The more they change, the stronger."],
    ["share", "How much of a place’s listening falls on one source. The shares of one place add up to 100 %."],
    ["even listening", "What each source would get if all were heard alike: 100 % divided by their number."],
    [
      "hears, effective number",
      "Over how many sources the shares are spread: a single one counts as 1, nine heard alike as 9, nine heard unequally as a little less. It is exp of the entropy of the shares.",
    ],
    [
      "depends on the picture",
      "How much the shares differ from picture to picture: 0 = they are always the same, towards 1 = always others.",
    ],
    ["patch, token", "A patch is a square of the picture. A token is the row of numbers that stands for it inside the model."],
    ["class token", "A token that belongs to no patch. It listens to the patches, and a ViT with one answers from it."],
    [
      "query, key, value",
      "In attention each token makes three rows of numbers: a query (what it looks for), a key (what it can be found by) and a value (what it hands on). The better a query fits a key, the more of that token’s value is taken.",
    ],
    [
      "softmax",
      "Turns how well one query fits every key into shares: exp of each number, divided by the sum of them all. So what one query gives away adds up to 1: that is the row sum.",
    ],
    ["head", "One of several attentions of the same block, side by side; each has queries, keys and values of its own."],
    [
      "Jacobian",
      "All the rates at which outputs change when inputs change a little. Its sizes, source by source, are what the shares are made of.",
    ],
  ],
};
