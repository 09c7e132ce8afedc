// The story, chapter “After the Mixer”.

export default {
  "after.title": "After the Mixer",
  "after.about": "ResMLP and gMLP: how little is enough to mix space? And is fixed listening as good as chosen?",
  "after.1.text":
    "ResMLP mixes space by a single matrix: no attention, no hidden layer. In the small picture, click a patch, and see with which weight every other one goes into it.",
  "after.1.then":
    "{patches} × {patches} weights, a row of them for each patch. They are learned once and stay: the same for every picture and every channel. The Mixer has two matrices there, with a non-linearity in between.",
  "after.2.text":
    "gMLP has such a matrix, too; what it mixes multiplies the other half of the channels, as a gate. Is it a sliding filter in disguise (Toeplitz-ness 1), or far from one (0)? Choose, then choose the tab “Patch matrix”.",
  "after.2.then":
    "{gated} in gMLP’s first block, {plain} in ResMLP’s. The papers’ matrices, trained on ImageNet, look local and much like shifted copies. These, trained on digits, hardly do: it is no law of the form.",
  "after.2.one": "Nearer to 1",
  "after.2.zero": "Nearer to 0",
  "after.3.text":
    "Who listens to whom, in the third blocks. Whose listening depends most on the picture? Choose, then choose another digit among the samples.",
  "after.3.then":
    "For the middle patch, moved elsewhere since the seven: ViT {vit}, Mixer {mixer}, ResMLP {resmlp}, gMLP {gmlp}. A matrix is fixed. The Mixer’s non-linearity lets the picture in a little. Attention is computed from it.",
  "after.4.text":
    "Below, the same is asked at two digits, side by side. Which of these three listens in exactly the same way to both?",
  "after.4.then":
    "“{a}”: from the seven to the zero, ViT {vit}, Mixer {mixer}, ResMLP {resmlp} moved. What choosing is worth, this does not say; accuracies do.",
  "after.4.wrong":
    "Read the numbers below “Fixed listening versus chosen listening”: ViT {vit}, Mixer {mixer}, ResMLP {resmlp}.",
};
