// Names and short texts that come with the server's documents: in English as the server gives them.

export default {
  /** @param {string} text */
  named: (text) => text,
  /** @param {string} label */
  classNamed: (label) => label,
};
