// A sheet to print: the picture of now, what the models answer, the chapter's questions, and room to write.

export default {
  print: "Print a sheet",
  printOf: (chapter) => `Print a sheet: ${chapter}`,
  printNow: "Print a sheet of the picture as it is now",
  title: "One picture, several networks",
  name: "Name",
  date: "Date",
  picture: (dx, dy) => `What the models receive: moved by dx ${dx}, dy ${dy} pixels`,
  answers: "What the models answer",
  columns: { model: "model", answer: "answer", share: "share", second: "then", change: "change" },
  unsure: (label) => `unsure, perhaps ${label}`,
  none: "features, no class",
  change: "change: the invariance error of the last stage against the pin; 0 = nothing changed.",
  untouched: "These are the models with nothing off; on the page, parts of some are switched off.",
  questions: "Questions",
  open: [
    "Do all models give the same answer? Where they differ: which one would you believe, and why?",
    "Move the picture by a few pixels. Which model’s answer do you expect to change first? What did happen?",
    "What is one thing that you see here and cannot explain yet?",
  ],
};
