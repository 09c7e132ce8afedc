// The server's sentences by their keys, written by `python -m tests.support.sentences` for translators. In English
// its own `detail` is shown; a translation has the same keys, each a string with these {values} or a function.

// prettier-ignore
export default {
  "answer-choice": "Choose one of the answers that stand there.",
  "answer-number": "Give a number, such as 3 or 0.25.",
  "answer-point": "Click into the picture to mark a point of it.",
  "answer-word": "Give a word or a few, at most {most} characters.",
  "deed-unknown": "This is not for you to do in a room: leading it is for its leader.",
  "hand-ins-full": "The leader has {most} views already, and takes no more.",
  "nickname-not-valid": "A nickname has letters, digits, spaces and - _ . ' in it, at most {most} characters.",
  "nicknames-full": "This room has {most} nicknames already.",
  "nicknames-off": "This room goes without nicknames.",
  "place-lost": "Your place in the room was given away, because it was full. Join again.",
  "question-choices": "A question with choices needs two of them at least.",
  "question-closed": "This question takes no answers any more.",
  "room-full": "This room is full: {most} people are in it. Look along with somebody.",
  "room-not-yours": "Somebody else leads this room. Join it, or open another.",
  "room-unknown": "There is no room {code}. Look at the code again; a room ends when nobody was in it for an hour, or the server was started again, until its leader comes back.",
  "rooms-away": "The rooms cannot be reached at the moment. Try again in a minute.",
  "rooms-full": "There are {most} rooms already, as many as this server has. Try again later.",
};
