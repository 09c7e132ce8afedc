// What the scene is made of beside the picture, in Korean: the second pattern, and what is done to both.

export default {
  moves: "손과 키가 움직이는 그림",
  names: { first: "A", second: "B" },
  grab: { first: "첫 번째 그림 옮기기", second: "두 번째 그림 옮기기" },
  second: (title) => `B: “${title}”`,
  cut: "B: 같은 그림의 한 부분",
  drop: "두 번째 그림 치우기",
  transformed: "모델에는 이렇게 들어갑니다",
  plain: "그대로 보이기",
  cover: { title: "가리개 옮기기", explain: "가린 부분을 그림 위에서 끌거나, 이것을 고른 뒤 화살표 키를 누릅니다" },
};
