// The server's sentences by their keys, written by `python -m tests.support.sentences` for translators. In English
// its own `detail` is shown; a translation has the same keys, each a string with these {values} or a function.

// prettier-ignore
export default {
  "ablation-index": "Say which: index=<number>, repeatable. “{point}” has {count} {several}, counted from 0.",
  "ablation-lacks": "“{point}” has no {several}, so none can be switched off.",
  "ablation-no-classes": "{model} answers with features, not with classes, so there is no answer that could change.",
  "ablation-no-stage": "“{point}” is a detail of a stage: ask about the stage itself.",
  "ablation-none-such": "There is no number {number}: “{point}” has {count} {several}, counted from 0.",
  "ablation-several-branches": "branches",
  "ablation-several-channels": "channels",
  "ablation-several-heads": "heads",
  "ablation-several-positions": "positions",
  "ablation-several-stages": "stages",
  "ablation-several-units": "units",
  "ablation-source": "source=<sample> belongs to value=sample, and is needed there: its values take the part's place.",
  "ablation-too-many": "“{point}” has {count} {several}, and at most {most} are tried one after the other: choose a later stage.",
  "why-attention-none": "{model} has no attention: nothing to roll out.",
  "why-attention-other": "The attention of {model} is not between the same patches in every block, and the product that the rollout takes of its matrices is not defined.",
  "why-attention-windowed": "{model} attends within windows, other ones in each block: its matrices belong to different positions, and the product that the rollout takes of them is not defined.",
  "why-cam-class-token": "{model} reads its answer from the class token alone: the slope at every patch of “{stage}” is exactly 0, and Grad-CAM would be 0 everywhere.",
  "why-cam-flat": "The slope at every place of “{stage}” is exactly 0 at this picture, and Grad-CAM would be 0 everywhere.",
  "why-cam-no-places": "Grad-CAM weighs the channels of a stage that has places, and {model} has none.",
  "why-inside-detached": "Between this part of the model and its answer no gradient can be taken.",
  "why-no-order": "The gradient alone puts no windows in order: ask for one of the other methods.",
  "why-same": "class and against must be two classes: a logit minus itself is 0 for every picture.",
  "why-too-large": "{model} receives {side} px, and 32 such pictures with a gradient are too many for one question: at most {most} px.",
};
