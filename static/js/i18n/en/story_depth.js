// The story, chapter “How deep, and a way around”.

export default {
  "depth.title": "How deep, and a way around",
  "depth.about": "More layers see farther. Are deeper networks better? And what is the way around a block for?",
  "depth.1.text":
    "{a} and {b} stack the same kind of layers, as many as their names say. Which fits the pictures that it is trained on better, with the lower training loss (the error that training makes smaller)? Choose, then click “ResNet” among the years.",
  "depth.1.then":
    "Training loss in the last epoch: {a} {first}, {b} {second}. Wrong on the test digits: {wrong} and {wrongToo}. The deeper one is worse even on what it trains on, so this is not overfitting. One training each.",
  "depth.2.text":
    "The branch of a residual block computes F(x), the residual, which is added to its input: x + F(x). A skip connection hands x on, around the block. What if “{block}” of {a} computes nothing? Will its answer change? Choose, then press “Switch the branch off”.",
  "depth.2.then":
    "Without it, {a} says {said}. On test digits, with one block left out at a time, {a} is right on {least} to {most}, {b} on {plainLeast} to {plainMost}. In a plain network nothing leads around a missing block.",
  "depth.2.still": "The same answer",
  "depth.2.other": "Another answer",
  "depth.3.text":
    "{a} and {b} have equally many weights ({weights}) in the same places; only the skip connections differ. Which fits the training pictures better?",
  "depth.3.then":
    "Training loss: {a} {first}, {b} {second}. With a way around each block, depth no longer hurts here. If F(x) is 0, x goes on unchanged; so, the authors of ResNet argued, a block has to learn only the change, the residual. On test digits they are wrong on {wrong} and {wrongToo}.",
  "depth.3.wrong": "Read the losses below “The degradation”: {a} {first}, {b} {second}. The lower one fits better.",
  "depth.4.text":
    "It is often said that deep plain networks fail because the gradient vanishes on its way back: a change of an early value would hardly change the loss. In the trained {a}: is the gradient at the first stage less than a hundredth of that at the last block?",
  "depth.4.then":
    "It is {ratio} times that at the last block: it has not vanished. The authors of ResNet, too, found the gradients of their plain networks healthy (section 4.1 of their paper). What does make the deep plain one worse, these numbers do not say.",
  "depth.4.wrong": "Read below the chart “Gradient through the depth”: for {a} the factor is {ratio}.",
  "depth.4.less": "Less than a hundredth",
  "depth.4.more": "More",
};
