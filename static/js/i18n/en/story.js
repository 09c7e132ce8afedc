// The story: of each step what to do ("text"), and what its numbers then say ("then"); a question's wrong answer leads on ("wrong").
import after from "./story_after.js";
import depth from "./story_depth.js";
import granted from "./story_granted.js";
import ideas from "./story_ideas.js";
import kernels from "./story_kernels.js";
import listening from "./story_listening.js";
import maps from "./story_maps.js";
import moving from "./story_moving.js";
import order from "./story_order.js";
import patches from "./story_patches.js";
import reading from "./story_reading.js";
import space from "./story_space.js";

export default {
  title: "Story",
  lead: "Short steps: do something on the page, and read what the networks made of it. What you were looking at comes back when you leave.",
  contents: "Chapters",
  read: "✓ read",
  leave: "Leave the story",
  step: "{n}. {chapter} · {at} of {of}",
  end: "That was the last of the {n} chapters. Any of them can be opened again from the list; when you leave, what you were looking at comes back.",
  skip: "Skip",
  on: "Go on",
  altered: "Parts of a model are switched off. Switch everything on again in its row, and the story goes on.",
  coming: "The models of this chapter are on their way.",
  placed: "For this step the pattern has been put at dx {dx}, dy {dy}.",
  right: "Right.",
  wrong: "Not right.",
  foreseen: "As you predicted.",
  unforeseen: "You predicted otherwise.",
  source: "Source: {source}",
  both: "Both",
  neither: "Neither",

  "who.text": ({ unsure }) =>
    unsure
      ? "Look at the answers at the end of the rows. Who says now that it is a 7? A model that is marked as unsure does not."
      : "Look at the answers at the end of the rows. Who says now that it is a 7?",
  "who.then": "{a}: {first}. {b}: {second}. How much the stages changed and what is answered are two questions.",
  "who.wrong": "Read the large digit at the end of each row. {a}: {first}. {b}: {second}.",

  ...moving,
  ...maps,
  ...kernels,
  ...depth,
  ...ideas,
  ...reading,
  ...listening,
  ...patches,
  ...order,
  ...granted,
  ...space,
  ...after,
};
