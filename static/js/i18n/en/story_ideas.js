// The story, chapter “One idea each”.

export default {
  "ideas.title": "One idea each",
  "ideas.about": "DenseNet, squeeze-and-excitation, MobileNet, EfficientNet: what did each of them change?",
  "ideas.1.text":
    "In a DenseNet a layer’s maps are set beside all earlier ones, not added to them. The stem makes {stem} maps, each layer {grown} more. How many does “{layer}” read? Choose, then choose the tab “Dense”.",
  "ideas.1.then":
    "{gets} maps: those of the stem and of both layers before. That is concatenation; a ResNet adds. What an early layer found stays to be read by all later ones of its block.",
  "ideas.1.stem": "24",
  "ideas.1.one": "36",
  "ideas.1.all": "48",
  "ideas.2.text":
    "Squeeze-and-excitation: from the average of each map, two small layers compute a gate for each channel, a number from 0 to 1 that multiplies the map. Which changes less when the seven moves? Choose, then drag it four pixels to the right.",
  "ideas.2.then":
    "The gates changed by {gates}, the maps of “{block}” by {maps}. A gate comes from averages over all places. So it says how loud a channel is for the whole picture, not where.",
  "ideas.2.gates": "The gates",
  "ideas.2.maps": "The maps",
  "ideas.3.text":
    "MobileNet separates a convolution: one thin filter for each channel mixes space (the places of the picture), then 1 × 1 columns mix channels (what was found at one place) (“{stage}”). What does that cost, compared with a full convolution? Choose, then choose the tab “Separable”.",
  "ideas.3.then":
    "{ratio} of the multiply-adds, about one in {times}: 1/N + 1/K², with N channels out and K × K filters. Space and channels apart: the Mixer will do the same with patches.",
  "ideas.3.half": "About a half",
  "ideas.3.quarter": "About a quarter",
  "ideas.3.eighth": "About an eighth",
  "ideas.4.text":
    "EfficientNet makes a network deeper, wider, and its picture finer all at once, by one number φ. Move the slider “φ” to 1 or beyond.",
  "ideas.4.then":
    "φ = {phi}: {depth} times the layers, {width} times the channels, {resolution} times the pixels a side. That makes {macs} multiply-adds, {times} times as many as at φ = 0. The rule says {expected}; whole blocks and channels make it uneven.",
  "ideas.5.text":
    "Which of these three mixes space in one stage and channels in another? The coloured words below the maps tell.",
  "ideas.5.then":
    "{a}: “{first}” mixes space alone, “{second}” channels alone. The other two have no stage that mixes space alone.",
  "ideas.5.wrong": "Look for rows whose stages say “space” and “channel” in turn: {a} has them.",
  "ideas.6.text": "Now φ is 2. About how many times the multiply-adds of φ = 0 does this network need?",
  "ideas.6.then":
    "{times} times: {macs} multiply-adds. The rule says {expected}. It was found for photographs, and whole blocks and channels are counted here as they are.",
  "ideas.6.wrong": "Read the line “MACs against φ = 0”: {times}.",
  "ideas.6.two": "2 times",
  "ideas.6.three": "3 times",
  "ideas.6.five": "5 times",
};
