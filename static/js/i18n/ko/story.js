// 이야기: 단계마다 할 일("text")과 그때 숫자가 말하는 것("then"), 물음에는 틀린 답이 이끄는 곳("wrong").
import after from "./story_after.js";
import depth from "./story_depth.js";
import granted from "./story_granted.js";
import ideas from "./story_ideas.js";
import kernels from "./story_kernels.js";
import listening from "./story_listening.js";
import maps from "./story_maps.js";
import moving from "./story_moving.js";
import order from "./story_order.js";
import patches from "./story_patches.js";
import reading from "./story_reading.js";
import space from "./story_space.js";

export default {
  title: "이야기",
  lead: "짧은 단계들입니다. 화면에서 직접 해 보고, 신경망이 어떻게 받아들였는지 읽습니다. 이야기를 나가면 보던 화면이 그대로 돌아옵니다.",
  contents: "장 목록",
  read: "✓ 읽음",
  leave: "이야기 나가기",
  step: "{n}장 {chapter} · {at}/{of}",
  end: "{n}장 가운데 마지막 장이었습니다. 어느 장이든 장 목록에서 다시 열 수 있고, 이야기를 나가면 보던 화면이 돌아옵니다.",
  skip: "건너뛰기",
  on: "계속하기",
  altered: "모델의 일부가 꺼져 있습니다. 그 행에서 모두 다시 켜면 이야기가 이어집니다.",
  coming: "이 장의 모델을 여는 중입니다.",
  placed: "그림을 dx {dx}(오른쪽), dy {dy}(아래쪽)에 놓고 시작합니다.",
  right: "맞습니다.",
  wrong: "아닙니다.",
  foreseen: "예측한 대로입니다.",
  unforeseen: "예측과는 다릅니다.",
  source: "출처: {source}",
  both: "둘 다",
  neither: "둘 다 아님",

  "who.text": ({ unsure }) =>
    unsure
      ? "모델마다 줄 끝에 있는 답을 보세요. 지금 7이라고 답하는 것은 누구입니까? “확신 없음”이라고 표시된 모델은 넣지 않습니다."
      : "모델마다 줄 끝에 있는 답을 보세요. 지금 7이라고 답하는 것은 누구입니까?",
  "who.then": "{a}: {first}. {b}: {second}. 단계가 얼마나 변했는지와 무엇이라고 답하는지는 서로 다른 물음입니다.",
  "who.wrong": "줄 끝의 큰 답을 읽으세요. {a}: {first}. {b}: {second}.",

  ...moving,
  ...maps,
  ...kernels,
  ...depth,
  ...ideas,
  ...reading,
  ...listening,
  ...patches,
  ...order,
  ...granted,
  ...space,
  ...after,
};
