// The story, chapter “Left or right”.

export default {
  "order.title": "Left or right",
  "order.about": "Is A left of B? Some networks cannot know, however long they are trained. What tells the others?",
  "order.1.text":
    "Four small networks learned one question: is A left of B? Press “Swap A and B”, and watch their answers, above all that of “{bag}”.",
  "order.1.then":
    "The right answer is the opposite now. But no logit (the number behind a share) of “{bag}” changed by more than {difference}, which is rounding. Whoever answers both orders alike is right half of the time, like a guess.",
  "order.2.text":
    "One window of the first CNN sees 7 pixels, of the second 23. Which will know the order with 8 pixels between the letters? Choose, then move the slider “Distance” to 8 px.",
  "order.2.then":
    "Right on such pairs: {a} {first}, {b} {second}. No window of the first touches both letters, and its average does not say which window was where.",
  "order.3.text":
    "The letters now stand in rows where no training showed any. Which is right here: the CNN with large windows, or the ViT, which has learned positions? Choose, then press “Swap A and B”.",
  "order.3.then":
    "Right on all pairs in such rows, mean of three trainings: {a} {first}, {b} {second}; a single pair may come out right by chance. A CNN uses the same weights in every row. The ViT has a position embedding for each patch, and those of these rows never met a letter.",
  "order.4.text": "Eight pixels apart: for which of these is it proven that exchanging the letters changes nothing?",
  "order.4.then":
    "“{a}”: the picture and its swap have the same windows, only elsewhere, and their average is the same. No training can change that.",
  "order.4.wrong": "Look for the badge “difference < 10⁻⁶”: “{a}” has it.",
  "order.5.text": "Four pixels apart again. Who still cannot tell the order, though it sees the whole picture at once?",
  "order.5.then":
    "“{bag}”: to it, a picture is a bag of patches. Each letter fills one, so exchanging them leaves the same bag. Seeing far is not enough; something must say where.",
  "order.5.wrong": "Look for the badge “difference < 10⁻⁶”: “{bag}” has it.",
};
