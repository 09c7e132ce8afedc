// Every sentence of the view "Read early", in Korean.

export default {
  title: "미리 읽기",
  explain:
    "모델이 한 블록 뒤에서 멈춘다면 무엇이라고 답할지 봅니다. 마지막 블록 뒤에 오는 모든 것([[정규화|normalisation]], 풀링, 출력층)을 블록마다 그 뒤의 상태에 적용합니다.",
  working: "모델의 출력층으로 상태마다 읽는 중…",
  class: "따라갈 클래스",
  own: (label) => `모델의 답: ${label}`,
  leads: (label, title) => `미리 읽으면 클래스 ${label}: “${title}”부터 끝까지 계속 1위입니다.`,
  behind: (label, rank, classes) => `클래스 ${label}: 모델의 답이 아닙니다. 끝에서 ${classes}개 중 ${rank}위입니다.`,
  chart: "미리 읽기: 깊이에 따른 클래스의 순위",
  depth: "어느 블록 뒤의 상태",
  rankAxis: (label) => `${label}의 순위`,
  rank: (rank, classes) => `${classes}개 중 ${rank}위`,
  columns: ["어느 단계 뒤의 상태", "순위", "로짓", "비율", "1위가 될 클래스"],
  hover: "%{customdata[0]}<br>순위 <b>%{y}</b>, 비율 %{customdata[1]:.1%}<br>1위: %{customdata[2]}<extra></extra>",
  noSum: (model) =>
    `미리 읽을 수 없는 모델: ${model}. 받은 것에 자기 결과를 더하는 것으로 인식된 단계가 없어, 출력층이 읽을 수 있는 것을 지닌 앞 단계가 어느 것인지 알 수 없습니다.`,
  would: (label, share) => `${label}, ${share}`,
  steps: (model) =>
    `${model}에는 미리 읽을 수 있게 층층이 쌓인 블록이 없습니다. 그림의 행마다 출력층이 무엇이라고 하는지는 연 단계의 다른 보기에 있습니다.`,
  skipped: (count) => `스킵 연결이 있는 그 앞의 블록 ${count}개는 형태가 다른 상태를 넘겨서 출력층이 읽을 수 없습니다.`,
  scores: {
    softmax: "순위: 로짓이 가장 큰 클래스가 1위입니다. 비율: 모든 클래스의 로짓에 대한 소프트맥스이며 보정하지 않았습니다.",
    sigmoid: "순위: 로짓이 가장 큰 클래스가 1위입니다. 비율: 그 클래스 자신의 로짓의 시그모이드입니다.",
    shares: "순위: 비율이 가장 큰 클래스가 1위입니다. 모델이 비율로 답하므로 로짓과 비율에 같은 값이 있습니다.",
  },
  note: "출력층은 마지막 블록 뒤의 상태만 읽도록 학습했고, 거기서 수는 모델의 답입니다. 그 앞의 상태에서도 같은 방법으로 계산하지만, 맞도록 학습한 것은 없습니다. 여기서 늦게 나타나는 클래스라도 이 출력층이 읽지 못하는 형태로 더 앞에 담겨 있을 수 있습니다.",
};
