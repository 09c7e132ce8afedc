// The story: of each step what to do ("text"), and what its numbers then say ("then"); a question's wrong answer leads on ("wrong").

export default {
  title: "Story",
  lead: "Short steps: do something on the page, and read what the networks made of it. What you were looking at comes back when you leave.",
  contents: "Chapters",
  leave: "Leave the story",
  step: "{chapter} · {at} of {of}",
  skip: "Skip",
  on: "Go on",
  foreseen: "As you predicted.",
  unforeseen: "You predicted otherwise.",
  both: "Both",
  neither: "Neither",

  "moving.title": "A pattern that moves",
  "moving.about": "An MLP gives each pixel a weight of its own. What do its units do when the digit moves?",
  "moving.1.text":
    "In a multilayer perceptron (MLP) every unit of the first hidden layer has a weight of its own for each pixel of the picture. Drag the seven five pixels to the right (or press → five times), and watch the units.",
  "moving.1.then":
    "The number below “{stage}” is {change}: the invariance error, the size of the difference from before the move, over the size of the values now. Zero would be invariance: no value changed.",
  "moving.2.text":
    "Now predict. Which model’s last stage will change less: the last hidden units of the MLP, or the average at the end of the CNN? Choose, then drag the seven five pixels down.",
  "moving.2.then": "Measured: “{first}” of the MLP changed by {a}, “{second}” of the CNN by {b}.",
  "moving.3.text":
    "Why do hidden units change at all? Open “{stage}” of the MLP: click it, or reach it by Tab and press Enter.",
  "moving.3.then":
    "Each of the {units} units has one value for the whole picture. Its weights stay with their pixels, so the moved seven meets other weights than before. No part of the values has a place that could move along.",
  "moving.4.text": "The seven now stands five pixels to the right. Which model’s last stage changed less by that?",
  "moving.4.then":
    "“{first}” changed by {a}, “{second}” by {b}. The smaller the number, the nearer to invariance, which would be zero.",
  "moving.4.wrong":
    "Look at the number below the last stage of each row: “{first}” and “{second}”. The smaller one changed less.",

  "maps.title": "Maps that move along",
  "maps.about": "A CNN uses one small filter everywhere. Does that make it invariant?",
  "maps.1.text":
    "A convolutional network (CNN) slides the same small filters over the whole picture. What each filter finds is a map, also called a channel. Drag the seven four pixels to the right, and watch the maps.",
  "maps.1.then":
    "The sevens in the maps moved along. Yet below “{stage}” stands {change}, because the invariance error compares place by place, and the pattern stands elsewhere now.",
  "maps.2.text": "So put the maps back by as many pixels before comparing: choose “equivariance error” beside “Change”.",
  "maps.2.then":
    "“{first}” now differs by {a} instead of {before}. Zero would be equivariance: the maps move with the picture, and do nothing else. “{fifth}” is at {b}, so for this trained CNN that holds only roughly.",
  "maps.3.text":
    "At the end the CNN averages each map over all places. Which changes less, the last maps (“{maps}”) or their “{average}”? Choose, then drag the seven four pixels down.",
  "maps.3.then":
    "“{maps}” changed by {a}, “{average}” by {b}. An average over all places does not say where something was found.",
  "maps.4.text": "CNNs are often called invariant. After this move of four pixels, is “{average}” unchanged? Its number tells.",
  "maps.4.then": "The number is {change}; unchanged would be 0.00. It is a matter of degree, and it can be measured.",
  "maps.4.wrong": "Look at the number below “{average}”: it is {change}. Unchanged would be 0.00.",
  "maps.4.unchanged": "Unchanged",
  "maps.4.changed": "Changed",
  "maps.5.text": "The page now shows the equivariance error. Which maps differ less after they are moved back?",
  "maps.5.then":
    "“{first}” is at {a}, “{fifth}” at {b}. The smaller number belongs to the maps that followed the seven better.",
  "maps.5.wrong": "Compare the numbers below “{first}” and “{fifth}”. The smaller one followed the seven better.",

  "patches.title": "Patches, and their places",
  "patches.about": "A ViT cuts the picture into squares. What does knowing where they are cost?",
  "patches.1.text":
    "A Vision Transformer (ViT) first cuts the picture into squares. Press “Grid” below the seven to see the cuts.",
  "patches.1.then":
    "{rows} × {columns} = {count} patches of {size} × {size} pixels. Each becomes a token, a list of numbers; from here on the ViT works with tokens.",
  "patches.2.text":
    "The numbers compare tokens after moving them back. After which move can whole tokens go back to their places: two pixels or four? Choose, then drag the seven four pixels to the right, and watch “{patches}” on the way.",
  "patches.2.then":
    "After four pixels, each patch holds what its neighbour held: “{patches}” differs by {a}. After two, pixels have crossed into other patches, and there is no number: the answer moves in steps of a patch.",
  "patches.2.two": "Two pixels",
  "patches.2.four": "Four pixels",
  "patches.3.text":
    "A token does not say where its patch was. The next stage adds that: a position embedding, learned numbers for each place. Open “{placed}” in the ViT’s row.",
  "patches.3.then":
    "Moved back, “{patches}” differs by {a}, “{placed}” by {b}. The contents moved; what was added stayed at its place. This is the price of knowing where things are.",
  "patches.4.text": "Moved back by one patch: at which of these two stages of the ViT does a difference first appear?",
  "patches.4.then": "“{patches}” is at {a}, “{placed}” at {b}. All that lies between them is the addition of the positions.",
  "patches.4.wrong": "Look for the first number that is not 0.00: “{patches}” is at {a}, “{placed}” at {b}.",

  "space.title": "Space and channels",
  "space.about": "The Mixer mixes space without sliding filters and without attention. How?",
  "space.1.text":
    "The MLP-Mixer cuts patches, too. Each block then works twice: across the patches within one channel (space), and across the channels within one patch. Open “{block}” in the Mixer’s row.",
  "space.1.then":
    "{patches} patches with {channels} channels each. Mixing space, one small MLP looks at all patches of a channel, the same for every channel. Mixing channels, another looks at all channels of a patch, the same for every patch.",
  "space.2.text":
    "Mixing space, the Mixer has weights of its own for every patch; the CNN uses its filters everywhere alike. Moved back, which differs less, “{first}” of the Mixer or “{second}” of the CNN? Choose, then drag the seven four pixels to the right.",
  "space.2.then": "“{first}” of the Mixer differs by {a}, “{second}” of the CNN by {b}. Zero would be equivariance.",
  "space.3.text":
    "The patches moved by exactly one place. At which of these two stages of the Mixer does a difference first appear?",
  "space.3.then":
    "“{patches}” is at {a}, “{block}” at {b}. Cutting patches treats all places alike; the first mixing of space lies between the two stages.",
  "space.3.wrong": "Look for the first number that is not 0.00: “{patches}” is at {a}, “{block}” at {b}.",

  "who.text":
    "Look at the answers at the end of the rows. Who says now that it is a 7? A model that is marked as unsure does not.",
  "who.then": "{a}: {first}. {b}: {second}. How much the stages changed and what is answered are two questions.",
  "who.wrong": "Read the large digit at the end of each row. {a}: {first}. {b}: {second}.",
};
