// What is said while something is awaited, in Korean.

export default {
  again: "다시 시도",
};
