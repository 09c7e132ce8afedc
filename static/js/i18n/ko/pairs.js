// "왼쪽 오른쪽": A가 B의 왼쪽에 있습니까? 어떤 신경망이 이를 알 수 있고, 무엇이 이를 알려 줍니까.

const PERCENT = (value) => `${value} %`;

export default {
  title: "왼쪽 오른쪽",
  lead: "A가 B의 왼쪽에 있습니까? 캔버스에서 두 글자를 하나씩 끌어 보세요. 아래의 신경망은 모두 이 물음으로 학습되었고, 글자가 지금 있는 자리에 대해 답합니다.",
  swap: "A와 B 바꾸기",
  distance: "거리",
  pixels: (gap) => (gap < 0 ? "두 글자의 열이 겹칩니다" : `사이에 ${gap} px`),
  snap: "4 px 격자에 맞추기",
  more: "신경망 더하기",
  less: (title) => `${title} 빼기`,
  busy: "A와 B를 바꾼 그림을 신경망에 묻고 있습니다.",
  truth: {
    left: "A는 B의 왼쪽에 있습니다. 이런 쌍은 학습에 있었습니다.",
    right: "A는 B의 오른쪽에 있습니다. 이런 쌍은 학습에 있었습니다.",
    unseen: {
      left: "A는 B의 왼쪽에 있습니다. 이 행은 학습에 없었습니다.",
      right: "A는 B의 오른쪽에 있습니다. 이 행은 학습에 없었습니다.",
    },
    column: "두 글자가 같은 열에서 시작합니다. 여기서는 “왼쪽”이 정의되지 않습니다.",
    outside: "한 글자가 캔버스 밖으로 나갔습니다. 이런 그림은 학습에 없었으므로 아무것도 주장하지 않습니다.",
    overlap: "두 글자가 겹칩니다. 이런 그림은 학습에 없었으므로 아무것도 주장하지 않습니다.",
    untrained:
      "학습에는 4 px 격자의 한 행에서 사이가 4 px 또는 8 px인 쌍만 있었습니다. 다른 쌍에 대해서는 아무것도 주장하지 않습니다.",
  },
  far: "여기서는 “왼쪽”이 정의되지 않습니다. 캔버스의 절반 이상 떨어져 있고 가장자리가 서로 이어집니다.",
  properties: {
    kind: "신경망",
    field: "창 하나가 보는 크기",
    padding: "[[패딩(padding)|padding]]",
    head: "분류 헤드",
    positions: "위치 정보",
  },
  values: {
    kind: { cnn: "CNN", vit: "ViT", mixer: "Mixer", mlp: "MLP" },
    field: { 7: "7 px", 23: "23 px" },
    padding: { circular: "순환", zeros: "0", valid: "없음" },
    head: { average: "평균", flatten: "펼침" },
    positions: { true: "있음", false: "없음" },
  },
  says: ({ label, share }) => `답: “${label}”, ${share}`,
  right: "맞음",
  wrong: "틀림",
  badge: "차이 < 10⁻⁶",
  why: {
    windows: "창의 모음입니다. 두 글자에 함께 닿는 창이 없으므로, 둘을 바꾸어도 창들과 그 평균이 그대로입니다.",
    patches:
      "패치의 모음입니다. 글자마다 패치 하나를 채우므로, 둘을 바꾸어도 패치들이 그대로이고 패치의 자리를 알려 주는 것이 없습니다.",
  },
  measured: (value) => `A와 B를 바꾸면 [[로짓(logit)|logit]]이 ${value}만큼 달라집니다.`,
  exact: (value) => `지금 측정한 값: ${value}.`,
  window: {
    both: (field) => `${field} px 창 하나가 두 글자에 함께 닿습니다. 학습이 방법을 찾았다면 순서를 알 수 있습니다.`,
    one: (field) => `${field} px 창은 두 글자에 함께 닿지 못합니다.`,
  },
  bars: {
    title: "맞은 답, 잡음 없는 쌍",
    gap: (gap) => `사이 ${gap} px`,
    seen: "학습에서 본 행",
    unseen: "본 적 없는 행",
    value: ({ mean, least, most }) => (least === most ? PERCENT(mean) : `${PERCENT(mean)} (${least}–${most})`),
    label: ({ gap, rows, value, seeds }) => `사이 ${gap} px, ${rows}: ${value}, 학습 ${seeds}번의 평균`,
  },
  caption: (seeds) =>
    `시드(seed)가 다른 학습 ${seeds}번의 평균과 범위이며, 보이는 신경망은 그 첫 번째입니다. 캔버스 위쪽 절반에 있는 사이 4 px인 48쌍과 8 px인 40쌍 전부(본 행: 학습이 여기에서 잡음을 더해 뽑았습니다), 그리고 아래쪽 절반에 있는 같은 수의 쌍(본 적 없는 행)입니다. 50 %는 찍은 것과 같습니다. 본 적 없는 행은 처음부터 학습 밖에 있으며, 신경망의 구조가 규칙을 옮겨 가는지 시험합니다.`,
  zeros: {
    title: "그림 둘레의 0이 도움이 되는 까닭",
    text: ({ zeros, circular, seeds }) =>
      `“CNN 7, 순환 패딩”과 “CNN 7, 0 패딩”은 둘 다 7 px를 보며, 글자 사이가 8 px이면 두 글자에 함께 닿는 창이 없습니다. [[순환 패딩|circular-padding]]에서는 쌍과 바꾼 쌍의 답이 같으므로 맞은 답이 ${circular}, 아무거나 고른 것과 같습니다. [[0 패딩|padding]]에서는 ${zeros}입니다(학습 ${seeds}번의 평균). 가장자리의 창은 가장자리를 보므로, 가까이 있는 글자는 멀리 있는 글자와 다른 창을 남깁니다.`,
  },
};
