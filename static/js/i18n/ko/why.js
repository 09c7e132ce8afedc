// "Why this answer" in Korean: maps over the picture that say how much each pixel speaks for a class.
import { ko } from "../../lib/particles.js";

export default {
  title: "왜 이 답인가",
  lead: "어느 픽셀이 어떤 클래스를 뒷받침하고, 어느 픽셀이 거스를까요? 행마다 모든 모델에 같은 방법으로 같은 클래스를 묻습니다. 방법들은 서로 어긋나고, 어느 것도 진실 자체가 아닙니다. 하나를 믿기 전에 행들을 견주어 보세요.",
  class: "클래스",
  says: (model, label) => (label ? ko`${model}{이/가} 말하는 것: ${label}` : ko`${model}{이/가} 말하는 것`),
  against: "비교 대상",
  nothing: "없음: 로짓 하나만",
  baseline: {
    title: "기준 그림",
    black: "검정",
    mean: "학습 그림의 평균 색",
    blurred: "흐리게 한 이 그림",
  },
  about: (label, other) =>
    other
      ? `모든 모델에서 “${label}”의 로짓(logit)에서 “${other}”의 로짓을 뺀 값을 설명합니다.`
      : `모든 모델에서 “${label}”의 로짓(logit)을 설명합니다.`,
  busy: (methods) => `${methods.join(", ")}: 계산하고 있습니다.`,
  table: "그림 위의 지도, 방법마다 한 행",
  answer: (label, share) => `${label}, ${share}`,
  unsure: (label) => `아마 ${label}`,
  total: (total, difference) => `합 ${total}, 차이 ${difference}`,
  map: (model, method, row, column) => `${model}, ${method}: ${row}행 ${column}열에서 가장 강함`,
  methods: {
    input: { title: "기울기 × 차이", explain: "이 그림에서의 기울기(gradient)에 각 픽셀이 기준 그림과 다른 만큼을 곱함" },
    smooth: { title: "SmoothGrad × 차이", explain: "잡음을 더한 그림 32장의 평균 기울기에 같은 것을 곱함" },
    integrated: {
      title: "적분 기울기 (Integrated Gradients)",
      explain: "기준 그림에서 이 그림까지 32걸음의 평균 기울기에 같은 것을 곱함",
    },
    occlusion: { title: "가리기(occlusion)", explain: "한 창을 기준 그림처럼 바꾸면 로짓이 얼마나 줄어드는지" },
    gradient: { title: "기울기만", explain: "픽셀이 검정에서 하양으로 갈 때의 로짓. 단위가 달라 눈금도 다름" },
  },
  scale: {
    map: "처음 네 행, 모든 모델: 픽셀마다의 로짓. 0보다 크면 클래스를 뒷받침하고 작으면 거스릅니다. 양 끝에서 가장 큰 0.5 %는 뺐습니다",
    gradient: "마지막 행, 모든 모델: 픽셀이 0에서 1로 갈 때의 로짓",
  },
  how: {
    title: "어떻게 계산하고, 무엇을 말하지 않나",
    paragraphs: [
      "f는 소프트맥스 앞에서 잰 클래스의 로짓(또는 한 로짓에서 다른 로짓을 뺀 값)입니다. 확률은 다른 클래스가 올라가도 내려가기 때문입니다. b는 기준 그림입니다. 기준 그림과 같은 픽셀은 마지막 행을 뺀 모든 방법에서 정확히 0을 받습니다. 그래서 기준이 검정이면 검은 바탕의 빈 곳은 아무 말도 할 수 없는데, 이는 기준을 고른 결과이지 발견이 아닙니다.",
      "“합 …, 차이 …”: 앞의 수는 지도의 합이고, 뒤의 수는 f(그림) − f(기준 그림)입니다. 적분 기울기의 합은 32걸음의 오차를 빼면 이 차이와 같습니다. 다른 방법은 그럴 필요가 없습니다. 기울기는 작은 변화가 할 일을 말하고, 창을 하나씩 가리면 두 창이 함께 하는 일이 빠집니다. 두 수가 멀리 떨어져 있으면 그 지도는 답을 픽셀에 나눈 것이 아닙니다.",
      "가리기의 창은 그 안의 픽셀에 고르게 나누어, 네 행의 단위가 같습니다. 가린 그림은 학습에 없던 그림이고, 비전 트랜스포머는 많이 가려도 잘 견딥니다(ImageNet에서 그림의 80 %를 가려도 정답률 60 %, arXiv:2105.10497). 평평한 지도는 창 하나만으로는 상관없다는 뜻이지, 거기서 아무것도 보지 못했다는 뜻이 아닙니다.",
      "지도는 그림이 조금 바뀌거나 창 하나가 가려질 때 이 신경망의 로짓이 어떻게 달라지는지를 보입니다. 신경망이 옳다거나 다른 신경망도 그렇다는 뜻은 아닙니다.",
    ],
  },
};
