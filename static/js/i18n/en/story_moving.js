// The story, chapter “A pattern that moves”.

export default {
  "moving.title": "A pattern that moves",
  "moving.about": "An MLP gives each pixel a weight of its own. What do its units do when the digit moves?",
  "moving.1.text":
    "In a multilayer perceptron (MLP) every unit of the first hidden layer has a weight of its own for each pixel of the picture. Drag the seven five pixels to the right (or press → five times), and watch the units.",
  "moving.1.then":
    "The number below “{stage}” is {change}: the invariance error, the size of the change divided by the size of the stage (of its values now). Zero would be invariance: no value changed.",
  "moving.2.text":
    "Now predict. Which model’s last stage will change less: the last hidden units of the MLP, or the average at the end of the CNN? Choose, then drag the seven five pixels down.",
  "moving.2.then": "Measured: “{first}” of the MLP changed by {a}, “{second}” of the CNN by {b}.",
  "moving.3.text":
    "Why do hidden units change at all? Open “{stage}” of the MLP: click it, or reach it by Tab and press Enter.",
  "moving.3.then":
    "Each of the {units} units has one value for the whole picture. Its weights stay with their pixels, so the moved seven meets other weights than before. A unit has no place in the picture, so it cannot move along.",
  "moving.4.text": "The seven now stands five pixels to the right. Which model’s last stage changed less by that?",
  "moving.4.then":
    "“{first}” changed by {a}, “{second}” by {b}. The smaller the number, the nearer to invariance, which would be zero.",
  "moving.4.wrong":
    "Look at the number below the last stage of each row: “{first}” and “{second}”. The smaller one changed less.",
};
