// Every sentence of "A thousand layers", in the section "The lineage".

export default {
  title: "천 개의 층",
  lead: ({ width, size, steps }) =>
    `깊이는 언젠가 더 이상 한계가 아니게 될까요? 처음부터 끝까지 [[채널|channel]]이 ${width}개인 신경망을 20층, 110층, 1,002층으로 쌓아 똑같이 학습했습니다. 숫자 그림 ${size}장으로 ${steps}걸음입니다. 깊이와 스킵 연결, 그리고 정규화와 ReLU의 자리만 다릅니다.`,
  loading: "깊은 신경망들이 배운 것을 읽는 중…",
  caption: "종류와 깊이마다 마지막 걸음들의 학습 손실과 테스트 숫자 오답률",
  kind: "종류",
  layers: (n) => `${n}층`,
  wrong: (share) => `오답 ${share}`,
  loss: (value) => `손실 ${value}`,
  open: ({ title, depth, loss, wrong }) => `${title}, ${depth}층: 손실 ${loss}, 테스트 숫자 오답 ${wrong}. 줄에 넣기`,
  missing: "아직 학습하지 않음",
  rows: (n) => `${n}층을 모두 줄에 넣기`,
  hint: "누르면 그 신경망이 줄에 들어옵니다. 수백 개의 블록은 접혀 있고, 지도 위의 칩으로 하나씩 넘겨 볼 수 있습니다.",
  chart: "학습 손실",
  axis: (epoch) => `교차 엔트로피, ${epoch}걸음의 평균`,
  steps: "걸음",
  hover: (title) => `%{x}걸음<br><b>%{y:.3f}</b><extra>${title}</extra>`,
  trained: (list) => `마지막 걸음 뒤의 학습 손실: ${list}.`,
  stuck: (list) =>
    `학습되지 않음: ${list}. 찍어서 맞힐 때의 값입니다(ln 10 = 2.303). 걸음을 더 늘리거나 학습 방법을 바꾸면 달라질 수 있습니다. 여기서 말하는 것은 이 걸음들의 결과뿐입니다.`,
  still: (list, steps) =>
    `${list}: ${steps}걸음 동안 한 걸음도 내디딜 수 없어 학습을 끝냈습니다. 기울기가 뒤로 갈수록 층마다 커져 float32가 담을 수 있는 값을 넘습니다. 신경망은 만들어진 그대로입니다.`,
  each: (title, depth, loss) => `${title} ${depth} ${loss}`,
  progress: ({ done, planned }) => `신경망 ${planned}개 중 ${done}개를 학습했습니다.`,
  note: "손실은 배우는 동안의 가중치로, 정규화에는 그 묶음의 통계를 써서 잰 것입니다. 오답률은 저장된 그대로의 가중치(이동 평균)로 테스트 숫자 10,000장 전체에서 쟀습니다. 학습은 한 번씩입니다. 값이 비슷한 둘은 시드가 바뀌면 순서가 바뀔 수 있습니다.",
  ask: (n) => `신경망 ${n}개 모두에 이 그림의 기울기 묻기`,
  gradient: "천 개의 층을 지나는 기울기",
  published: {
    title: "논문의 값",
    lead: "사진(CIFAR-10), 더 넓은 신경망, 다른 학습 방법: 테스트 그림의 오답률(%)입니다.",
    model: "신경망",
    error: "오답",
    source: "출처",
    bottlenecks:
      "저자들의 1,001층은 합성곱 셋(그중 둘은 1 × 1)으로 된 블록이고, 이곳의 1,002층은 3 × 3 둘로 된 블록입니다. 1,202층 잔차 신경망은 110층보다 더 많이 틀립니다. 깊을수록 좋다는 법칙은 없습니다.",
    plain: "110층의 평범한 신경망은 60 % 넘게 틀렸다고 저자들은 말합니다(arXiv 1512.03385, 그림 6).",
  },
};
