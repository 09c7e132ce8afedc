// Every sentence of the charts and the shift map, in Korean.
import { ko } from "../../lib/particles.js";

export default {
  title: "각 단계가 얼마나 변했나",
  depth: "모델 안의 깊이: 0은 입력, 1은 답",
  measures: {
    invariance: {
      title: "불변 오차",
      text: "이동을 되돌리지 않은 채 활성값이 핀의 활성값과 얼마나 다른지입니다. 0 = 같음, 1 = 활성값 자체만큼 다름",
    },
    equivariance: {
      title: "등변 오차",
      text: "그 단계의 격자에서 이동을 되돌린 뒤에도 얼마나 다른지입니다. 0 = 지도가 따라 움직이기만 함",
    },
    cosine: {
      title: "보정 코사인",
      text: "방향이 얼마나 같은지입니다. 1 = 그대로, 0 = 다른 그림만큼 다름",
    },
  },
  definition: (title, meaning) => `${title}: ${meaning}.`,
  scene: {
    second: "두 패턴 가운데 하나만 움직였습니다. 그림 전체의 이동이 아니므로 되돌려 비교하지 않습니다.",
    transform: "그림이 변형된 채 모델에 들어갑니다. 그림의 이동이 아니므로 되돌려 비교하지 않습니다.",
  },
  gaps: (list) => `값 없음: ${list}.`,
  gapGrid: (names) => `${names}에는 이동을 되돌릴 격자가 없습니다`,
  gapStride: (dx, dy, names) => `${dx}, ${dy} px 이동은 ${names}에서 칸의 정수배가 아닙니다`,
  drag: "아직 아무것도 움직이지 않았습니다. 그림을 끌거나 화살표 키를 누르면, 각 단계가 변하는 만큼 선이 올라갑니다.",
  example: (dx, dy) => `흐린 선은 그림을 ${dx}, ${dy} px 옮긴 예입니다. 직접 끌면 선이 여러분의 이동을 보여 줍니다.`,
  depthHover: (model) => `%{customdata}<br><b>%{y:.3~g}</b><extra>${model}</extra>`,

  terms: {
    title: "불변과 등변",
    invariance: {
      term: "이동 불변성(translation invariance)",
      text: "그림이 움직여도 계산한 것이 그대로입니다: [[불변 오차|invariance-error]] 0.",
    },
    equivariance: {
      term: "이동 등변성(translation equivariance)",
      text: "그림이 움직이면 지도도 함께 움직이고, 되돌려 놓으면 전과 같습니다: [[등변 오차|equivariance-error]] 0.",
    },
    lead: {
      example: (dx, dy) => `${dx}, ${dy} px 이동의 예에서 숫자가 말하는 것:`,
      now: (dx, dy) => `지금의 ${dx}, ${dy} px 이동에서 숫자가 말하는 것:`,
    },
    along: (model, stage, still, back) =>
      ko`${model}: ${stage}{은/는} 제자리에서 ${still}, 지도를 되돌려 놓으면 ${back}만큼 다릅니다. 차이의 대부분은 지도가 따라 움직인 것입니다(등변).`,
    apart: (model, stage, still, back) =>
      ko`${model}: ${stage}{은/는} 제자리에서 ${still}, 지도를 되돌려 놓아도 ${back}만큼 다릅니다. 지도가 그저 따라 움직인 것이 아닙니다.`,
    between: (model, stage, still, stride) =>
      ko`${model}: ${stage}{은/는} ${still}만큼 다릅니다. ${stride} px짜리 칸의 정수배만큼 이동한 것이 아니어서 지도를 되돌려 놓을 수 없습니다.`,
    placeless: (model, stage, still) =>
      ko`${model}: ${stage}{은/는} ${still}만큼 다릅니다. 지도 대신 유닛들이 있으므로 따라 움직일 것이 없습니다.`,
    pooled: (stage, before, after) =>
      `모든 위치를 평균하기 전의 차이는 ${before}, 평균한 뒤의 차이는 ${after}입니다(${stage}). 모든 위치의 평균은 무엇이 어디에 있는지에 좌우되지 않습니다(불변).`,
    unpooled: (stage, before, after) =>
      `모든 위치를 평균하기 전의 차이는 ${before}, 평균한 뒤의 차이는 ${after}입니다(${stage}).`,
    last: (stage, value) => ko`마지막 단계인 ${stage}{은/는} ${value}만큼 다릅니다.`,
  },

  saw: "dx에 따른 한 단계의 변화",
  sawAxis: "dx, 픽셀 (dy는 핀과 같음)",
  sawNote: (stages) =>
    `${stages.join(", ")}의 이동 지도 가운데 줄입니다. 칸 크기의 배수에서 움푹 들어간 것은 그 단계의 [[보폭(stride)|stride]]이나 [[패치|patch]] 크기입니다.`,
  sawStage: (model, stage) => `${model} ${stage}`,
  sawHover: (model, stage) => `dx %{x}<br><b>%{y:.3~g}</b><extra>${model}, ${stage}</extra>`,

  accuracy: "이동했을 때의 테스트 정확도",
  accuracyAxis: "이동, 픽셀",
  accuracyHover: (model) => `이동 %{x} px<br><b>%{y:.1f} %</b><extra>${model}</extra>`,
  percent: "정답, %",
  protocol: {
    digits:
      "MNIST 테스트 숫자 10,000개에서 다섯 개에 하나씩을 골라 오른쪽, 왼쪽, 아래, 위로 그만큼 옮기며 측정했습니다(넷의 평균). 그림 밖으로 나간 부분은 사라집니다.",
    photos:
      "Tiny ImageNet 검증 그림 10,000장에서 다섯 장에 한 장씩을 골라 오른쪽, 왼쪽, 아래, 위로 그만큼 옮기며 측정했습니다(넷의 평균). 그림 밖으로 나간 부분은 사라집니다.",
    other: "모델 카드의 값입니다.",
  },
  dashed: "파선: 구조는 같고, 이동한 그림으로도 학습했습니다.",
  right: (model, share) => `${model} ${share} %`,
  still: (list) => `옮기지 않았을 때의 정답률: ${list}.`,
  shifted: (shift, list) => `${shift} px 옮겼을 때: ${list}.`,
  trained: (shift, list) => `이동한 그림으로 학습하고 ${shift} px 옮겼을 때: ${list}.`,
  flat: "선이 평평할수록 그림의 위치가 모델의 답에 덜 중요합니다. 그대로 남는 답은 이동에 불변입니다.",

  map: {
    title: "이동 지도",
    explain:
      "그림의 모든 위치를 한눈에 봅니다. 칸 하나가 이동 하나이고, 색은 그 단계가 얼마나 변했는지입니다. 지도를 누르면 그림이 그곳으로 갑니다.",
    of: (picture, dx, dy) => ko`${picture}{을/를} ${dx}, ${dy}에 있을 때와 비교했습니다.`,
    own: "내 그림",
    compute: "계산하기",
    again: "다시 계산하기",
    cancel: "취소",
    cancelled: "취소했습니다.",
    large: (positions) => `이 모델들은 큽니다. 위치 ${positions}곳에서 실행하려면 몇 분이 걸리므로, 요청할 때에만 시작합니다.`,
    begins: (positions) => `각 모델을 위치 ${positions}곳에서 실행하는 중 …`,
    behind: (picture, dx, dy) => ko`회색: 이 지도들은 ${picture}{을/를} ${dx}, ${dy}에 있을 때와 비교한 것입니다.`,
    quantity: "보기",
    quantities: { change: "한 단계의 변화", probability: "핀에서 한 답의 확률" },
    depths: { first: "처음", middle: "중간", last: "마지막", opened: (title) => ko`열어 놓은 ${title}{과/와} 같이` },
    label: (title) => `${title}: 화살표 키로 그림을 옮깁니다`,
    probability: (label) => `“${label}”의 확률`,
    stage: "단계",
    progress: (done, total) => `위치 ${total}곳 중 ${done}곳`,
    none: "이곳에는 값이 없습니다",
    read: (model, what, dx, dy, value) => `${model}, ${what}, dx ${dx}, dy ${dy}: ${value}`,
    note: (quantity) => `${quantity}, 모든 모델이 한 범위. dx는 오른쪽, dy는 아래쪽, 픽셀.`,
    hatched: "빗금: 값이 없습니다. 이동이 이 단계 칸의 정수배가 아니거나, 이 단계에 칸이 없습니다.",
  },
};
