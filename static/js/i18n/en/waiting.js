// What is said while something is awaited (ui/waiting.js); what is being done, each part says itself.

export default {
  again: "Try again",
};
