// 인쇄할 활동지: 지금의 그림, 모델들의 답, 장의 물음, 쓸 자리.

export default {
  print: "활동지 인쇄",
  printOf: (chapter) => `활동지 인쇄: ${chapter}`,
  printNow: "지금 그림으로 활동지 인쇄",
  title: "그림 하나, 여러 신경망",
  name: "이름",
  date: "날짜",
  picture: (dx, dy) => `모델이 받는 그림: dx ${dx}, dy ${dy} 픽셀 이동`,
  answers: "모델들의 답",
  columns: { model: "모델", answer: "답", share: "비율", second: "다음", change: "변화" },
  unsure: (label) => `확신 없음, 아마 ${label}`,
  none: "클래스 없이 특징",
  change: "변화: 핀과 비교한 마지막 단계의 불변 오차(invariance error), 0 = 전혀 변하지 않음.",
  untouched: "아무것도 끄지 않은 모델들의 답입니다. 화면에서는 모델의 일부를 껐습니다.",
  questions: "물음",
  open: [
    "모든 모델이 같은 답을 합니까? 다르다면 어느 모델을 믿겠습니까? 그 까닭은 무엇입니까?",
    "그림을 몇 픽셀 옮겨 보세요. 어느 모델의 답이 먼저 바뀔 것 같습니까? 실제로는 어떻게 되었습니까?",
    "여기에서 보이지만 아직 설명할 수 없는 것 하나는 무엇입니까?",
  ],
};
