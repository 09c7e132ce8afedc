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
    "A CNN and a ViT, both small, are trained anew on only 300 digits. Which is wrong less often: the CNN, whose form expects neighbours to be neighbours, or the ViT, whose form expects little? Choose, then go to “How much data”.",
  "granted.3.then":
    "Wrong on test digits: CNN {cnn}, ViT {vit}. Of the sizes tried, {more} digits was the first with which the ViT was as right. What its form does not take for granted, it has to find in the pictures: that is why a ViT is said to want more data. Measured on digits; it is no law.",
  "granted.3.cnn": "The CNN",
  "granted.3.vit": "The ViT",
  "granted.4.text":
    "Shuffle only the pixels inside each patch, in every patch alike. Who is still right most often on test digits? The table tells.",
  "granted.4.then":
    "MLP {mlp}, CNN {cnn}, ViT {vit}, Mixer {mixer}. What a form takes for granted is called its inductive bias. A CNN’s small filters expect neighbours to be neighbours.",
  "granted.4.wrong": "Read “right” in the row “Pixels shuffled in each patch”: MLP {mlp}, CNN {cnn}, ViT {vit}, Mixer {mixer}.",
  "granted.5.text":
    "Take the ViT’s positions away (embedding 0), and then shuffle its patches. Does its answer to the same picture change? The table of symmetries tells.",
  "granted.5.then":
    "By {difference} of the largest logit, which is rounding: without positions the patches have no order. The price: it is right on {without} of test digits instead of {right}.",
  "granted.5.wrong":
    "Read the ViT’s line “the patches are shuffled, and the position embeddings are zero”: the difference is {written}, which is {difference}.",
  "granted.5.same": "It stays",
  "granted.5.other": "It changes",
};
