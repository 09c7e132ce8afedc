// What the rows say, in Korean: what a stage holds, what its number means, what is known of a model.
import { count } from "../../lib/format.js";
import { ko } from "../../lib/particles.js";

const prefixOf = (n) => (n === 1 ? "클래스 토큰" : `다른 토큰 ${n}개`);

export default {
  shape: {
    maps: (n, rows, columns) => [
      `${rows} × ${columns} 지도 ${count(n)}장`,
      `지도 ${count(n)}장, ${rows} × ${columns}`,
      `${n} × ${rows} × ${columns}`,
      rows === columns ? `${n} × ${rows}²` : `${n}×${rows}×${columns}`,
    ],
    patches: (n, prefix, numbers) => [
      prefix
        ? ko`패치 ${n}개와 ${prefixOf(prefix)}, 각각을 숫자 ${numbers}개로 나타냄`
        : `패치 ${n}개, 각각을 숫자 ${numbers}개로 나타냄`,
      `패치 ${n}개 · 각각 숫자 ${numbers}개`,
      `패치 ${n} × ${numbers}`,
      `${n + prefix} × ${numbers}`,
    ],
    tokens: (n, numbers) => [
      `토큰 ${n}개, 각각을 숫자 ${numbers}개로 나타냄`,
      `토큰 ${n}개 · 각각 숫자 ${numbers}개`,
      `${n} × ${numbers}`,
    ],
    windows: (windows, heads, query, key) => [
      `윈도 ${windows}개에 헤드 ${heads}개, 각각 ${query} × ${key}`,
      `${windows} × ${heads} × ${query} × ${key}`,
    ],
    heads: (heads, query, key) => [`헤드 ${heads}개, 각각 ${query} × ${key}`, `${heads} × ${query} × ${key}`],
    units: (n) => [`유닛 ${count(n)}개, 각각 값 하나`, `유닛 ${count(n)}개`, count(n)],
    channels: (n) => [`채널 ${count(n)}개, 각각 값 하나`, `채널 ${count(n)}개`, count(n)],
    classes: (n) => [`클래스 ${count(n)}개, 각각 값 하나`, `클래스 ${count(n)}개`, count(n)],
  },
  short: { embed: "임", spatial: "공", channel: "채", both: "둘", pool: "풀", head: "출" },
  mixes: (phases) => `${phases.map((phase) => ({ spatial: "공간", channel: "채널" })[phase]).join(", 그다음 ")}을 섞음`,
  gauge: {
    label: (value, other) => `${value}, 다른 클래스의 그림이라면 ${other} (서로 다른 클래스의 그림 200쌍의 중앙값)`,
  },
  altered: {
    off: (list) => `바뀐 모델, 꺼진 것: ${list}`,
    coming: (list) => `끄는 중: ${list} …`,
    part: (stage, part, value) => `${stage}, ${part}${value}`,
    parts: {
      head: (list) => `헤드 ${list}`,
      branch: (list) => `가지 ${list}`,
      channel: (list) => `채널 ${list}`,
      unit: (list) => `유닛 ${list}`,
      position: (_, n) => `자리 ${n}곳`,
      whole: () => "단계 전체",
    },
    more: (n) => ` 외 ${n}개`,
    values: { zero: () => "", mean: () => " (평균값으로)", sample: (title) => ` (“${title}”의 값으로)` },
    still: "숫자: 아무것도 끄지 않은 같은 그림과 비교한 변화",
    moved: "숫자: 아무것도 끄지 않은 핀과 비교한 변화",
    on: "모두 다시 켜기",
    onLabel: (title) => `${title}에서 모두 다시 켜기`,
    model: (title) => `${title}, 바뀐 모델`,
    explain:
      "이 모델의 일부를 껐습니다. 지도와 그 아래의 숫자, 답은 모두 바뀐 모델의 것입니다. 정답률과 눈금의 표시는 아무것도 끄지 않고 잰 것이어서 보이지 않습니다. 다른 모든 화면과, 연 단계에서 “끄기”를 뺀 나머지는 원래 모델을 보입니다. 누르면 “끄기”를 엽니다.",
    change: {
      still: "바뀐 모델을, 바로 이 그림에서 아무것도 끄지 않은 모델과 비교합니다.",
      moved: "여기에서 바뀐 모델을, 핀에서 아무것도 끄지 않은 모델과 비교합니다.",
    },
  },
  nothing: "이 그림에는 보이는 것이 없습니다",
  saysNothing: (says) => `이 그림에는 보이는 것이 없습니다. ${says}`,
  opening: "모델을 여는 중 …",
  about: (title) => `${title} 정보`,
  known: {
    id: "이름",
    weights: "가중치",
    accuracy: "정답률",
    guess: "아무거나 고를 때",
    version: "학습",
    precision: "정밀도",
    missing: "없는 것",
    noticed: "알아낸 것",
    number: "지도 아래의 숫자",
  },
  number: {
    marked:
      "[[핀|pin]]과 비교한 변화를 그 [[단계|stage]]의 크기로 나눈 값, 곧 [[불변 오차|invariance-error]]이며 1을 넘을 수 있습니다. 눈금의 표시는 다른 클래스의 그림이 놓일 자리, 곧 200쌍의 중앙값입니다.",
    plain: "[[핀|pin]]과 비교한 변화를 그 [[단계|stage]]의 크기로 나눈 값, 곧 [[불변 오차|invariance-error]]입니다.",
  },
  still: {
    positions: (title) => ko`${title}{은/는} 위치가 없어서 되돌려 놓을 것이 없습니다.`,
    patches: ([stride]) => `패치 단위(${stride} px)의 이동만 되돌릴 수 있습니다.`,
    strides: (strides) => `칸의 너비가 ${strides.join(" 또는 ")} px인 곳에서는 그 배수만큼의 이동만 되돌릴 수 있습니다.`,
    empty: "이곳에는 비교할 것이 없습니다.",
    second: "그림 하나만 움직였습니다. 그림 전체의 이동이 아니어서 되돌려 놓을 수 없습니다.",
    transform: "그림을 변환했습니다. 이동이 아니어서 되돌려 놓을 수 없습니다.",
  },
  whole: (stride) => `패치 단위(${stride} px)로 이동했습니다: 등변 오차를 보세요.`,
  grid: {
    title: "격자",
    none: "이 모델들 가운데 픽셀보다 큰 칸을 가진 것이 없습니다",
    explain: (side) => `이 모델들이 그림을 자르는 선: ${side} × ${side} px. 지도를 가리키면 그 단계의 칸들이 보입니다.`,
  },
};
