// The server's sentences by their keys, written by `python -m tests.support.sentences` for translators. In English
// its own `detail` is shown; a translation has the same keys, each a string with these {values} or a function.

// prettier-ignore
export default {
  "inner-no-such-call": "Calls of {name} in a pass of {model}: {times}. There is no {asked}.",
  "inner-not-run": "The module {name} of {model} does not run in a pass, so it holds nothing.",
  "inner-not-this-time": "“{point}” did not run for this picture: the model's way depends on what it sees.",
  "inner-other-form": "“{point}” yields another form for this picture ({shape}): the model's way depends on what it sees.",
  "inner-point": "“{point}” is a module inside a stage. This question is asked about whole stages: ask it about the stage.",
  "inner-refused": "“{point}” cannot be opened. {why}",
  "inner-unknown": "{model} has no point and no module {name}. The nearest to it: {names}.",
  "inner-unknown-unlike": "{model} has no point and no module {name}.",
  "inside-empty": "The tensor that it returns is empty: {shape}.",
  "inside-mixed": "A layer has summed over its places: what is left of them are numbers that lie nowhere in the picture.",
  "inside-no-batch": "None of its axes counts the pictures and nothing else, so everything that it holds is shown, without places.",
  "inside-no-numbers": "What it returns are whole numbers or truth values, no activations.",
  "inside-no-tensor": "It returns no single tensor, but this: {what}.",
  "inside-one-number": "It returns one number for each picture: there is nothing to draw.",
  "inside-order": "Its tokens were made in another order than reading, or it was not seen how many lie in a row.",
  "inside-unseen": "What the operations do to this output does not show which of its axes are places of the picture.",
};
