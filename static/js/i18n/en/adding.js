// What the form “Add a model” says.
export default {
  title: "Add a model",
  explained:
    "A network of your own, on the machine that the server runs on. It runs in a process of its own, with the rights of whoever started the server, until the server stops or you remove it.",
  where: "Where it is",
  whereExplained: "path/to/net.py:function, package.module:function, or a folder with config.json and model.safetensors",
  example: "path/to/net.py:build",
  secret: "Secret",
  secretExplained: "the word that the server's terminal printed when it started",
  add: "Add",
  again: "Open anew",
  againLabel: (title) => `Open ${title} anew, as its files are now`,
  remove: "Remove",
  removeLabel: (title) => `Remove ${title} from this server`,
  changed: "its files have changed since",
  states: { opening: "opening", ready: "here", unavailable: "cannot be opened" },
  here: (title) => `${title} is here and stands on the page.`,
};
