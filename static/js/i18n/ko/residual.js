// Every sentence of the view "Residual stream", in Korean.

import { count } from "../../lib/format.js";
import { ko } from "../../lib/particles.js";

export default {
  title: "잔차 흐름",
  explain:
    "[[잔차 블록|residual]]은 입력 x에서 F(x)를 계산해 더합니다: x + F(x). F(x)를 계산하는 층들이 [[가지(branch)|branch]]입니다. [[스킵 연결(skip connection)|skip-connection]]은 x를 가지 옆으로 그대로 건넵니다. 블록에서 블록으로 이어지는 합이 잔차 흐름(residual stream)입니다.",
  working: "각 가지가 더하는 것을 재는 중…",
  failed: (why) => `오지 않았습니다: ${why}`,
  ratio: "이 그림에서 각 가지가 더하는 크기",
  ratioAxis: "‖F(x)‖ ∕ ‖x‖",
  blockAxis: "블록",
  ratioNote:
    "활성값 전체에 걸친 F(x)의 크기를 x의 크기로 나눈 값입니다. 1: 가지가 있던 것만큼을 더합니다. 진한 막대가 지금 열린 블록입니다. 다른 막대를 누르면 아래에 그 가지가 보입니다.",
  phases: { spatial: "공간을 섞음", channel: "채널을 섞음", both: "가지" },
  facts: { ratio: "x에 대한 F(x)의 크기", share: "두 크기 가운데 x의 몫", cosine: "x에 대한 F(x)의 방향" },
  shareExplain: "‖x‖ ∕ (‖x‖ + ‖F(x)‖)",
  cosine: (value) => `코사인 ${value}`,
  directions: {
    along: "F(x)는 대체로 x를 향합니다: 있던 것을 키웁니다.",
    across: "F(x)의 방향은 x와 거의 직각입니다. x에 없던 것을 더합니다.",
    against: "F(x)는 대체로 x의 반대를 향합니다: 있던 것에서 덜어 냅니다.",
    mixed: "F(x)는 일부는 x를, 일부는 다른 곳을 향합니다.",
    opposed: "F(x)는 일부는 x의 반대를, 일부는 다른 곳을 향합니다.",
  },
  activation: (name) => ko`합 뒤에 ${name}{이/가} 이어집니다. 다음 상태는 x + F(x)가 아니라 ${name}{을/를} 지나 남는 것입니다.`,
  exact: "다음 상태는 정확히 x + F(x)입니다.",
  resizes: "이곳에서 크기와 너비가 바뀌므로, x는 스킵 연결이 맞추어 건네는 것입니다.",
  maps: (channel) => `${channel}: x, F(x), 그리고 둘의 합`,
  parts: ["x, 스킵 연결로 온 것", "F(x), 가지가 더하는 것", "x + F(x)"],
  scale: (low, high) => `활성값, 셋이 한 범위, ${low} … ${high}`,
  lesion: "이 가지가 없다면",
  off: "가지 끄기",
  offExplain: "스킵 연결만 남습니다. x만 나아가고 다른 모든 것은 그대로입니다.",
  askingLesion: "이 가지 없이 모델을 실행하는 중…",
  askingMaps: "x와 F(x)를 읽는 중…",
  columns: ["", "모든 가지", "이 가지 끔"],
  says: (label, share) => `답: ${label} (${share})`,
  same: (label, before, after) => `여전히 ${label}: 전에는 ${before}, 끄면 ${after}.`,
  other: (label, now, share) => ko`이제 ${label}{이/가} 아니라 ${now}{이라고/라고} 답합니다(${share}).`,
  tested: (whole, less) => `측정한 정답률: 모든 가지가 있으면 ${whole} %, 이 가지가 없으면 ${less} %.`,
  protocol: (words) => `(${words})`,
  untested: "이 모델은 측정하지 않았습니다. 이 그림의 답만 보입니다.",
  hoverRatio:
    "%{customdata[1]}<br><b>%{y:.3f}</b> = %{customdata[4]} / %{customdata[3]}<br>x의 몫 %{customdata[2]}<extra></extra>",
  hoverAllPaths: "가지 %{x}개<br>모든 경로의 <b>%{y:.2%}</b><extra></extra>",
  hoverGradient: "가지 %{x}개<br>기울기의 <b>%{y:.2%}</b><extra></extra>",
  paths: "신경망을 지나는 경로",
  pathsNote: (n) =>
    `경로는 가지 ${n}개 각각을 지나거나, 스킵 연결로 그 옆을 지납니다. 그래서 경로는 ${count(2 ** n)}개입니다. 길이는 Binomial(${n}, ½)을 따르지만, 이 그림의 [[손실|loss]]에 대한 [[기울기|gradient]]는 따로 선호하는 길이가 있습니다.`,
  pathsAxis: "경로가 지나는 가지의 수",
  pathsShare: "몫",
  binomial: "모든 경로 가운데 (이항 분포)",
  carried: "기울기 가운데 (측정)",
  carriedNote: (from, to, label) =>
    `정확히 측정했습니다. 손실(클래스 ${label}의 교차 엔트로피)에서 픽셀까지, 같은 길이의 모든 경로를 지난 기울기의 노름을, 길이에 걸친 합에 대한 몫으로 나타냅니다. 가지 ${from}~${to}개를 지나는 경로가 적어도 90 %를 차지합니다. 신경망을 이 그림에서 선형으로 보았습니다.`,
  measuring: "측정하는 중…",
};
