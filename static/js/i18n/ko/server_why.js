// The server's sentences in Korean, by their keys. "{은/는}" behind a value becomes the particle that fits it.

// prettier-ignore
export default {
  "ablation-index": "무엇을 끌지 index=<번호>로 말하세요. 여러 번 써도 됩니다. “{point}”의 {several}{은/는} 0번부터 세어 {count}개입니다.",
  "ablation-lacks": "“{point}”에는 {several}{이/가} 없어 끌 수 없습니다.",
  "ablation-no-classes": "{model}{은/는} 클래스가 아니라 특징으로 답하므로, 달라질 답이 없습니다.",
  "ablation-no-stage": "“{point}”{은/는} 단계의 세부입니다. 단계 자체를 물어보세요.",
  "ablation-none-such": "{number}번은 없습니다. “{point}”의 {several}{은/는} 0번부터 세어 {count}개입니다.",
  "ablation-several-branches": "가지",
  "ablation-several-channels": "채널",
  "ablation-several-heads": "헤드",
  "ablation-several-positions": "위치",
  "ablation-several-stages": "단계",
  "ablation-several-units": "유닛",
  "ablation-source": "source=<샘플>은 value=sample과 함께 쓰고, 그때는 꼭 있어야 합니다. 그 샘플의 값이 끈 부분의 자리에 들어갑니다.",
  "ablation-too-many": "“{point}”의 {several}{은/는} {count}개인데, 하나씩 꺼 볼 수 있는 것은 {most}개까지입니다. 뒤쪽 단계를 고르세요.",
  "why-attention-none": "{model}에는 어텐션이 없어 펼칠 것이 없습니다.",
  "why-attention-other": "{model}의 어텐션은 모든 블록에서 같은 패치 사이의 것이 아니어서, 롤아웃이 구하는 행렬의 곱을 정의할 수 없습니다.",
  "why-attention-windowed": "{model}{은/는} 블록마다 다른 창 안에서만 어텐션을 합니다. 행렬마다 위치가 달라서, 롤아웃이 구하는 행렬의 곱을 정의할 수 없습니다.",
  "why-cam-class-token": "{model}{은/는} 답을 클래스 토큰에서만 읽습니다. “{stage}” 단계의 모든 패치에서 기울기가 정확히 0이라 Grad-CAM은 어디서나 0이 됩니다.",
  "why-cam-flat": "이 그림에서는 “{stage}” 단계의 모든 자리에서 기울기가 정확히 0이라 Grad-CAM은 어디서나 0이 됩니다.",
  "why-cam-no-places": "Grad-CAM은 자리가 있는 단계의 채널에 가중치를 주는데, {model}에는 그런 단계가 없습니다.",
  "why-inside-detached": "모델의 이 부분과 답 사이에서는 기울기를 구할 수 없습니다.",
  "why-no-order": "기울기만으로는 창의 순서가 정해지지 않습니다. 다른 방법 가운데 하나를 고르세요.",
  "why-same": "class와 against는 서로 다른 두 클래스여야 합니다. 로짓에서 자신을 빼면 어떤 그림에서도 0입니다.",
  "why-too-large": "{model}{이/가} 받는 입력은 {side} px입니다. 기울기를 구하는 그런 그림 32장은 한 질문에 너무 많습니다. {most} px까지 됩니다.",
};
