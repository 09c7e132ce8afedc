// The words of /families. The template has the same in English, for readers without scripts; a test holds the two together.

export default {
  documentTitle: "Families · Mixscope",
  title: "The families in figures",
  lead: "Every block mixes space and mixes channels. What the papers report for ImageNet, beside what we measured on digits and on small photographs with small models of the same form.",
  "digits.title": "Measured here, on MNIST's 10,000 test digits",
  "digits.caption":
    "From the models' cards. Accuracy in percent, centred and moved by 4 pixels; MACs are multiply-adds for one digit.",
  "photos.title": "Measured here, on 10,000 photographs of 200 classes",
  "photos.caption":
    "Tiny ImageNet's validation set, 64 x 64 pixels, never trained on. The same data, and short trainings on two CPU cores that end while the losses still fall. They do not rank ViT and Mixer: in most of its training the ViT saw half of each picture's patches. Percent of right first answers, of right ones among the first five, and of first answers on pictures moved by 4 pixels; MACs are multiply-adds for one picture.",
  "published.title": "Published, on ImageNet",
  "published.absent": "– means that we did not find the figure in the source named, so we do not print one.",
  "ideas.title": "The ideas",
  "column.family": "family",
  "column.model": "model",
  "column.parameters": "parameters",
  "column.macs": "MACs",
  "column.centred": "centred",
  "column.moved": "4 px",
  "column.top1": "top-1",
  "column.top5": "top-5",
  "column.top1Percent": "top-1, %",
  "column.parametersMillions": "parameters, M",
  "column.macsMilliards": "multiply-adds, G",
  "column.data": "also trained on",
  "column.source": "source",
};
