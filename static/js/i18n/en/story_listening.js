// The story, chapter “Queries, keys, values”.

export default {
  "listening.title": "Queries, keys, values",
  "listening.about": "In a ViT each patch of the picture chooses whom it listens to. By what sum?",
  "listening.1.text":
    "The ViT turns each patch, a square of 4 × 4 pixels, into a token, a list of numbers. Attention: of each token it computes a query (what it looks for), a key (what it can be found by) and a value (what it hands over). In the right one of the small pictures, click another patch to listen to.",
  "listening.1.then":
    "Query times key, number by number, added up and divided by the root of their count: {score}. The softmax turns the scores of all {tokens} tokens (one for each patch, and a class token that is none) into shares; this one gets {share}, and as much of its value is taken.",
  "listening.2.text":
    "Four heads do this side by side; see their mean. Whom does a patch of the seven listen to most: itself, another patch of the seven, or an empty one? Choose, then click a patch of the seven in the small picture.",
  "listening.2.then": ({ where, most, row, column, ink, part }) =>
    `${
      {
        self: `Most, ${most}, goes to itself.`,
        seven: `Most, ${most}, goes to patch ${row}, ${column}, which holds a part of the seven.`,
        empty: `Most, ${most}, goes to patch ${row}, ${column}, which is empty.`,
        class: `Most, ${most}, goes to the class token, which belongs to no patch.`,
      }[where]
    } All patches of the seven together get ${ink}; they are ${part} of the patches.`,
  "listening.2.self": "Itself",
  "listening.2.seven": "Another of the seven",
  "listening.2.empty": "An empty one",
  "listening.3.text":
    "The middle patch asks again. How much of its listening goes elsewhere if the picture is another digit? Choose, then choose another digit among the samples.",
  "listening.3.then":
    "{elsewhere} went elsewhere. The weights that make queries and keys stayed the same; the queries and keys did not, because they are computed from the picture.",
  "listening.3.none": "Nothing",
  "listening.3.part": "A part",
  "listening.4.text": "What do the attention weights of one query add up to? The lines below the heads tell.",
  "listening.4.then":
    "{total}, in every head: the softmax makes shares. Who listens to one patch more must listen to others less.",
  "listening.4.wrong": "Read the line “sum” below head 1: {total}.",
  "listening.4.one": "1",
  "listening.4.tokens": "The number of tokens",
  "listening.4.any": "It depends on the picture",
  "listening.5.text": "Now the class token asks, with which the ViT answers. Which head looks at the fewest places?",
  "listening.5.then":
    "Head {head}: its attention is spread over {spread} tokens, counted as if all had equal shares; the widest over {widest}. Each head listens in its own way.",
  "listening.5.wrong": "Compare “spread over” below the four heads: the smallest is {spread}.",
  "listening.5.head1": "Head 1",
  "listening.5.head2": "Head 2",
  "listening.5.head3": "Head 3",
  "listening.5.head4": "Head 4",
};
