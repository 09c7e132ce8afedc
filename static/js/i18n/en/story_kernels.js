// The story, chapter “Small filters, one upon the other”.

export default {
  "kernels.title": "Small filters, one upon the other",
  "kernels.about": "A filter sees 3 × 3 pixels. How does a network see farther, and why not with larger filters?",
  "kernels.1.text":
    "What a filter looks for are its weights, a small square of them. Choose the tab “Weights” of the CNN’s first stage, “{stage}”, to see all of its filters.",
  "kernels.1.then":
    "{filters} filters of {size} × {size} weights. Each slides over the picture, multiplies what lies below it, and adds up: one map for each filter. A filter of “{next}” reads all {channels} maps at once, so it is {size} × {size} × {channels}.",
  "kernels.2.text":
    "A value behind one 3 × 3 layer depends on 3 × 3 pixels. Put a second 3 × 3 layer behind it. On how many pixels a side does a value then depend? Choose, then press “Add a layer” below Stack A.",
  "kernels.2.then":
    "On {size} × {size}. The second filter reads 3 × 3 values, and each of the outer ones reaches one pixel further. This square is the receptive field; one {size} × {size} filter would have the same.",
  "kernels.2.five": "5",
  "kernels.2.six": "6",
  "kernels.2.nine": "9",
  "kernels.3.text":
    "Two 3 × 3 layers see as far as one of 5 × 5. Which needs fewer weights? Choose, then press “Two 3×3 – One 5×5” above.",
  "kernels.3.then":
    "With C channels in and out: {two} C² weights against {one} C², {less} % fewer. And a network has a non-linearity, such as ReLU, between two layers; a single layer has none in it.",
  "kernels.3.two": "Two 3 × 3",
  "kernels.3.one": "One 5 × 5",
  "kernels.4.text": "Stack A now has three 3 × 3 layers. Which single filter has the same receptive field?",
  "kernels.4.then":
    "{size} × {size}: each layer adds two pixels. Three 3 × 3 have {three} C² weights, one {size} × {size} would have {one} C².",
  "kernels.4.wrong": "Look at the funnel of Stack A: the last line says how many pixels one value needs.",
  "kernels.4.five": "5 × 5",
  "kernels.4.seven": "7 × 7",
  "kernels.4.nine": "9 × 9",
  "kernels.5.text":
    "Stack A: sixteen 3 × 3 layers. Stack B: five, with two pools between them, each of which halves the map. Which has the larger receptive field?",
  "kernels.5.then":
    "A sees {a}, B {b} pixels a side. Behind a pool, the step from one value to the next is twice as many pixels, so each later layer adds twice as much. The price: fewer places.",
  "kernels.5.wrong": "Read the sentence above the stacks: A sees {a}, B {b} pixels a side.",
  "kernels.5.a": "Stack A",
  "kernels.5.b": "Stack B",
  "kernels.5.alike": "Both the same",
};
