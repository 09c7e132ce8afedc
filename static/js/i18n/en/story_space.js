// The story, chapter “Space and channels”.

export default {
  "space.title": "Space and channels",
  "space.about": "The Mixer mixes space without sliding filters and without attention. How?",
  "space.1.text":
    "The MLP-Mixer cuts patches, too. Each block then works twice. It mixes space: all patches within one channel. Then it mixes channels: all channels within one patch. Open “{block}” in the Mixer’s row.",
  "space.1.then":
    "{patches} patches with {channels} channels each. Mixing space, one small MLP looks at all patches of a channel, the same for every channel. Mixing channels, another looks at all channels of a patch, the same for every patch.",
  "space.2.text":
    "Mixing space, the Mixer has weights of its own for every patch; the CNN uses its filters everywhere alike. Moved back, which differs less, “{first}” of the Mixer or “{second}” of the CNN? Choose, then drag the seven four pixels to the right.",
  "space.2.then": "“{first}” of the Mixer differs by {a}, “{second}” of the CNN by {b}. Zero would be equivariance.",
  "space.3.text":
    "The patches moved by exactly one place. At which of these two stages of the Mixer does a difference first appear?",
  "space.3.then":
    "“{patches}” is at {a}, “{block}” at {b}. Cutting patches treats all places alike; the first mixing of space lies between the two stages.",
  "space.3.wrong": "Look for the first number that is not 0.00: “{patches}” is at {a}, “{block}” at {b}.",
};
