// Every sentence of the view "Receptive field", in Korean.

export default {
  title: "수용 영역",
  explain:
    "단계 한가운데의 위치 하나가 그림의 무엇에 [[의존할 수 있는지|receptive-field]]입니다(receptive field). 정사각형은 구조만으로 정해집니다. [[실제로 무엇에 의존하는지|effective-field]]는 여러 그림에서 평균한 [[기울기|gradient]]로, 학습 전과 후를 보여 줍니다.",
  loading: "모델을 지나며 픽셀을 따라가는 중…",
  stage: "단계",
  earlier: "앞 단계",
  later: "뒤 단계",
  grow: "키우기",
  stop: "멈춤",
  of: (title, n, total) => `${title}, ${n}/${total}`,
  theory: "이론",
  theoryLabel: (rows, columns) => `이론적 수용 영역을 그린 그림: ${rows} × ${columns} 픽셀`,
  initial: "유효, 초기화 때",
  trained: "유효, 학습 후",
  fieldLabel: (when, width) => `${when}: 4σ는 ${width} 픽셀`,
  progress: (done, of) => `그림 ${of}장 중 ${done}장`,
  unknown: "이 모델은 가중치와 함께 왔습니다. 처음에 어땠는지는 알 수 없습니다.",
  failed: (why) => `오지 않았습니다: ${why}`,
  px: (value) => `${value} px`,
  facts: { side: "한 변", picture: "그림에서의 몫", width: "4σ", square: "E의 95 %", ratio: "4σ ∕ 한 변" },
  whole: "그림 전체",
  outside: (times) => `한 변의 ${times}배`,
  bar: "가장 큰 픽셀에 대한 √E, 둘이 같은 범위. E는 그림 32장에 걸친 Σ (∂y/∂x)²의 평균, y는 가운데 위치의 채널들. 채널이 무작위 방향보다 많으면 픽셀 하나의 값은 눈금의 0.1까지 다를 수 있습니다. 실선: 이론의 정사각형. 파선: 무게중심 둘레의 4σ.",
  notTheory:
    "정사각형은 무엇이 영향을 줄 수 있는지를 말할 뿐, 얼마나 주는지는 말하지 않습니다. 그림보다 큰 정사각형도 흔합니다.",
  notEffective:
    "유효 영역은 픽셀의 작은 변화가 이 위치에 얼마나 강하게 작용하는지를 말할 뿐, 그것이 답에 도움이 되는지는 말하지 않습니다.",
  from: (title, cause) =>
    `“${title}”부터는 정사각형이 그림 전체입니다: ${cause}. 이 단계들은 유효 영역으로만 구별할 수 있습니다.`,
  pictures: (n, probes) =>
    `그림 ${n}장은 예시 그림을 조금씩 돌리고 키우고 옮긴 것이며 늘 똑같습니다. 채널에 대한 합은 무작위 방향 ${probes}개로 구합니다.`,
  chart: "깊이에 따른 크기",
  chartAxis: "픽셀",
  chartHover: (name) => `%{text}<br>${name} <b>%{y:.1f} px</b><extra></extra>`,
  chartTheory: "이론의 한 변",
  chartInitial: "4σ, 초기",
  chartTrained: "4σ, 학습 후",
  chartPicture: "그림의 한 변",
  chartUniform: (value) => `그림 어디에서나 똑같은 영역의 4σ는 ${value} px입니다. 한 변이 r인 정사각형에서는 1.15 r입니다.`,
  chartRest: "지금까지 본 단계들입니다. 이 크기의 그림에서는 하나에 시간이 조금 걸립니다.",
};
