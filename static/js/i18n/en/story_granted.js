// The story, chapter “What a form takes for granted”.

export default {
  "granted.title": "What a form takes for granted",
  "granted.about":
    "Neighbours belong together, places are alike: what each network need not learn, and misses when it is not so.",
  "granted.1.text":
    "Cut all test digits into squares of 4 × 4 pixels and shuffle them, always in the same order. None of these four was trained for that. Who is still right most often? Choose, then go to “Taken for granted”.",
  "granted.1.then":
    "Right on shuffled test digits: MLP {mlp}, CNN {cnn}, ViT {vit}, Mixer {mixer}; a guess would be 10 %. All of them rely on where the patches were, in one way or another.",
  "granted.2.text": "Now shuffle all pixels, always in the same order: press “Show it so” at “All pixels shuffled”.",
  "granted.2.then":
    "{mlp} is right on {right} of such digits. But shuffle the columns of its first layer along, and it answers as before (largest difference: {difference} of the largest logit). Its form takes no neighbours for granted, so it has none to lose.",
  "granted.3.text":
    "Shuffle only the pixels inside each patch, in every patch alike. Who is still right most often on test digits? The table tells.",
  "granted.3.then":
    "MLP {mlp}, CNN {cnn}, ViT {vit}, Mixer {mixer}. What a form takes for granted is called its inductive bias. A CNN’s small filters expect neighbours to be neighbours.",
  "granted.3.wrong": "Read “right” in the row “Pixels shuffled in each patch”: MLP {mlp}, CNN {cnn}, ViT {vit}, Mixer {mixer}.",
  "granted.4.text":
    "Take the ViT’s positions away (embedding 0), and then shuffle its patches. Does its answer to the same picture change? The table of symmetries tells.",
  "granted.4.then":
    "By {difference} of the largest logit, which is rounding: without positions the patches have no order. The price: it is right on {without} of test digits instead of {right}.",
  "granted.4.wrong":
    "Read the ViT’s line “the patches are shuffled, and the position embeddings are zero”: the difference is {difference}.",
  "granted.4.same": "It stays",
  "granted.4.other": "It changes",
};
