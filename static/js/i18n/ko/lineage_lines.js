// What each quoted line of code does, by step, in Korean: the line before, and the one that takes its place.

const MATRIX = "모든 픽셀에서 모든 유닛으로 가는 행렬입니다. 유닛마다 픽셀마다 자기 가중치가 있습니다.";
const FULL = "3x3 합성곱입니다. 입력 채널과 출력 채널의 쌍마다 작은 필터가 하나 있고, 그림의 모든 위치에서 쓰입니다.";
const SKIP = "블록의 입력 skip을 가지가 계산한 x에 더합니다. 그 합에 ReLU가 이어집니다.";
const CLEAN = "블록의 입력을 가지가 계산한 것에 더하고, 뒤에 아무것도 이어지지 않습니다. 합이 그대로 나아갑니다.";
const ATTENTION =
  "토큰을 정규화하고, 어텐션이 토큰들을 섞은 뒤(저마다 어느 토큰을 들을지 그림에서 고릅니다), 결과를 있던 것에 더합니다.";
const TOKENS = "MLP가 패치 방향으로 지나가도록 행과 열을 바꿉니다. 공간을 섞되, 채널마다 따로, 모든 채널에서 똑같이 섞습니다.";
const CROSS = "패치 방향의 행렬 하나이며 은닉층이 없습니다. 모든 채널에서 똑같이 공간을 섞습니다.";

export default {
  mlp: { after: MATRIX },
  stack: { before: MATRIX, after: FULL },
  norm: {
    after:
      "합성곱 뒤에 배치 정규화(batch norm)가 있습니다. 채널마다 중심과 크기를 맞춥니다. 이것이 없는 쌍둥이에는 이 자리에 아무것도 없습니다.",
  },
  resnet: {
    before: "블록의 층들이 계산한 x가 ReLU를 지나 나아갑니다. 다른 것은 없습니다.",
    after: SKIP,
  },
  preact: { before: SKIP, after: CLEAN },
  densenet: {
    before: CLEAN,
    after: "층이 계산한 것을 입력에 더하지 않고, 새 채널로서 입력 옆에 놓습니다.",
  },
  se: {
    before: "가지는 두 번째 합성곱과 배치 정규화로 끝납니다.",
    after: "가지의 끝에서 채널마다 그림 전체로부터 계산한 0과 1 사이의 수(se)를 곱합니다.",
  },
  mobilenet: {
    before: FULL,
    after:
      "groups=fan_in이면 합성곱은 채널마다 3x3 필터 하나를 가집니다. 공간만 섞습니다. 채널을 섞는 1x1 합성곱이 이어집니다.",
  },
  efficientnet: {
    before: "블록과 채널의 수를 그룹마다 적어 둡니다.",
    after: "각 블록의 채널 수에 배율을 곱하고, 블록 수와 그림의 크기에도 배율을 곱합니다.",
  },
  vit: {
    before: "블록의 가지: 정규화, ReLU, 합성곱. 필터는 어느 그림에서나 같습니다.",
    after: ATTENTION,
  },
  mixer: { before: ATTENTION, after: TOKENS },
  resmlp: { before: TOKENS, after: CROSS },
  gmlp: {
    before: CROSS,
    after: "채널의 절반 v를 패치 방향으로 섞어 나머지 절반 u에 곱합니다. 얼마나 통과시킬지를 v가 정합니다.",
  },
};
