// The story, chapter “Patches, and their places”.

export default {
  "patches.title": "Patches, and their places",
  "patches.about": "A ViT cuts the picture into squares. What does knowing where they are cost?",
  "patches.1.text":
    "A Vision Transformer (ViT) first cuts the picture into squares. Press “Grid” below the seven to see the cuts.",
  "patches.1.then":
    "{rows} × {columns} = {count} patches of {size} × {size} pixels. Each becomes a token, a list of numbers; from here on the ViT works with tokens.",
  "patches.2.text":
    "The numbers compare tokens after moving them back. After which move can whole tokens go back to their places: two pixels or four? Choose, then drag the seven four pixels to the right, and watch “{patches}” on the way.",
  "patches.2.then":
    "After four pixels, each patch holds what its neighbour held: “{patches}” differs by {a}. After two there is no number: tokens follow in steps of a patch. The ViT answers from tokens alone: moved by whole patches, the same tokens change places; in between, the tokens themselves change.",
  "patches.2.two": "Two pixels",
  "patches.2.four": "Four pixels",
  "patches.3.text":
    "A token does not say where its patch was. The next stage adds that: a position embedding, learned numbers for each place. Open “{placed}” in the ViT’s row.",
  "patches.3.then":
    "Moved back, “{patches}” differs by {a}, “{placed}” by {b}. The contents moved; what was added stayed at its place. This is the price of knowing where things are.",
  "patches.4.text": "Moved back by one patch: at which of these two stages of the ViT does a difference first appear?",
  "patches.4.then": "“{patches}” is at {a}, “{placed}” at {b}. All that lies between them is the addition of the positions.",
  "patches.4.wrong": "Look for the first number that is not 0.00: “{patches}” is at {a}, “{placed}” at {b}.",
};
