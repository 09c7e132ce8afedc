// Every sentence of the view "Switch off", in Korean.

import { ko } from "../../lib/particles.js";

export default {
  title: "끄기",
  explain: "이 [[단계|stage]]의 일부를 다른 값으로 바꾸고, 그 뒤를 모두 다시 계산합니다. 모델은 무엇이라고 답했을까요?",
  working: "그 부분을 끄고 모델을 실행하는 중…",
  which: "무엇을 끌까요",
  parts: {
    head: "헤드",
    branch: "가지",
    channel: "채널",
    unit: "유닛",
    position: "자리",
    whole: "단계 전체",
  },
  ordinal: { head: (n) => `헤드 ${n}`, branch: (n) => `가지 ${n}` },
  lacks: {
    head: "헤드가 없습니다. 이 단계 안에는 어텐션이 없습니다.",
    branch: "가지가 없습니다. 이 단계는 옆으로 지나가는 값에 아무것도 더하지 않습니다.",
    position: "자리가 없습니다. 이 단계의 값은 그림의 어느 자리에도 속하지 않습니다.",
  },
  off: (name) => `${name} 끄기`,
  wholeOff: "단계 전체 끄기",
  places: "그림의 자리",
  placesNote:
    "자리를 누르거나, 화살표 키로 옮겨 가서 스페이스 바를 누르세요. 그 자리의 모든 채널이 꺼집니다. 다시 누르면 켜집니다.",
  isOff: (names, more) => `꺼진 것: ${names.join(", ")}${more ? ` 외 ${more}개` : ""}.`,
  allOn: "모두 다시 켜기",
  nothing: "꺼진 것이 없습니다. 위에서 고르세요.",
  others: (stage) =>
    ko`행에서는 이 모델의 다른 단계에도 꺼진 것이 있습니다. 여기의 답은 ${stage}만 바꾼 것이고, 행의 답은 모두 바꾼 것입니다.`,
  full: (most) => `이미 ${most}개 단계에 꺼진 것이 있어 더 끌 수 없습니다. 먼저 하나를 다시 켜세요.`,
  become: "끈 값 대신",
  values: {
    zero: "0",
    mean: "샘플들에 걸친 평균",
    sample: (title) => `“${title}”의 값`,
  },
  class: "클래스",
  says: "모델이 답한 클래스",
  same: (label, before, after) => `여전히 ${label}: 그대로는 ${before}, 끄면 ${after}.`,
  other: (label, now, share) => ko`이제 ${label}{이/가} 아니라 ${now}{이라고/라고} 답합니다(${share}).`,
  columns: ["", "그대로", "끄면"],
  facts: {
    before: (label) => `그대로일 때 “${label}”의 [[로짓|logit]]`,
    after: (label) => `껐을 때 “${label}”의 로짓`,
    effect: "차이",
    share: (label) => `“${label}”의 몫`,
  },
  effectExplain:
    "껐을 때의 로짓에서 그대로일 때의 로짓을 뺀 값입니다. 0보다 작으면, 이 그림에서 그 부분을 껐을 때 로짓이 더 작습니다.",
  stages: "각 단계가 달라진 정도",
  stagesNote:
    "한 단계의 값 전체에 걸친 ‖끈 뒤 − 끄기 전‖ ∕ ‖끄기 전‖입니다. 0: 달라지지 않았습니다. 1: 달라진 크기가 원래 값의 크기와 같습니다.",
  meanOf: (count) => `평균은 이런 그림의 샘플 ${count}개를 처음 자리에 두고, 값마다 따로 구한 것입니다.`,
  rankingOf: (model, stage) => `순위, ${model}, ${stage}`,
  ranking: "이 답에 가장 중요한 것은 무엇일까요?",
  rank: {
    head: (count) => `헤드 ${count}개를 하나씩 꺼 보기`,
    branch: (count) => `가지 ${count}개를 하나씩 꺼 보기`,
    channel: (count) => `채널 ${count}개를 하나씩 꺼 보기`,
    unit: (count) => `유닛 ${count}개를 하나씩 꺼 보기`,
    position: (count) => `자리 ${count}개를 하나씩 꺼 보기`,
  },
  cancel: "취소",
  progress: "꺼 본 개수",
  done: (done, of) => `${of}개 가운데 ${done}개`,
  without: (share, label, says) => `끄면 “${label}” ${share}, 답은 ${says}`,
  rankingNote: (label, shown, of) =>
    `하나만 껐을 때 “${label}”의 로짓이 달라진 양을 큰 것부터 ${of}개 가운데 ${shown}개 보입니다. 0보다 작으면 그것 없이는 로짓이 더 작습니다. 여럿을 함께 끈 효과는 이들의 합과 다를 수 있습니다.`,
  unusual:
    "훈련 중에 한 번도 나오지 않은 값(이를테면 0이 될 일이 없는 곳의 0)을 넣으면 신경망은 훈련하지 않은 상태에 놓이고, 답에는 그 영향도 섞입니다. 평균이나 다른 그림의 값으로도 같은 결과가 나오는지 보세요.",
};
