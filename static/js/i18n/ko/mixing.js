// Every sentence of the panel "Who listens to whom", in Korean.
import { ko } from "../particles.js";

export default {
  estimated: ({ probes, error }) =>
    `무작위 탐침 ${probes}개로 추정했습니다. 비중의 약 ${Math.round(100 * error)} %가 다른 곳에 있을 수 있습니다.`,
  title: "누가 누구를 듣나",
  lead: "그림에서 한 위치를 고르세요. 각 지도는 그 위치가 어느 위치를 듣는지 보여 줍니다. 색이 진할수록, 그곳에서 무언가 변할 때 고른 위치의 값이 더 많이 변합니다.",
  picker: "듣는 위치입니다. 눌러서 고르거나 화살표 키를 쓰세요.",
  place: (row, column) => `${row + 1}행 ${column + 1}열`,
  classPlace: "클래스 토큰",
  classToken: "클래스 토큰",
  asking: "듣는 쪽",
  askClass: "클래스 토큰에 묻기",
  askClassExplain: "클래스 토큰(class token)은 어느 위치에도 속하지 않습니다. ViT는 이것으로 답합니다.",
  depth: "깊이",
  depthValue: (depth) => `전체의 ${Math.round(100 * depth)} % 지점`,
  level: "어디서부터",
  levels: {
    operator: {
      text: "연산",
      explain: "이 단계에서 공간을 섞는 연산 하나만: 합성곱, 어텐션, 토큰 믹싱, 완전 연결층.",
    },
    block: {
      text: "블록",
      explain: "앞 단계에서부터, 정규화와 스킵 연결과 채널 믹싱까지. 스킵 연결이 있으면 위치가 자기 자신을 듣습니다.",
    },
    input: {
      text: "그림에서부터",
      explain: "그림의 픽셀에서 이 단계까지 모든 것을 지나서: 모두 출처가 같으므로 가장 공정한 비교입니다.",
    },
  },
  scale: "색",
  scales: {
    common: { text: "공통", explain: "모든 모델이 색 범위 하나를 씁니다." },
    own: { text: "따로", explain: "지도마다 색의 전 범위를 따로 씁니다." },
  },
  kind: "보이는 것",
  kinds: {
    share: "혼합 비중",
    attention: "어텐션",
    rollout: "롤아웃",
    contribution: "밸류 가중",
    effective: "유효 혼합, 채널별",
    unitWeights: "유닛의 가중치",
  },
  plain: {
    linear: "각 출처가 이곳에 얼마나 강하게 들어오는지입니다. 층의 가중치이므로 어느 그림에서나 같습니다.",
    operator: "연산이 들을 수 있는 위치 각각에 이 위치가 이 그림에서 얼마나 강하게 반응하는지입니다.",
    block: "앞 단계의 위치 각각에 이 위치가 얼마나 강하게 반응하는지입니다. 사이에 있는 모든 것을 포함합니다.",
    input: "그림의 픽셀 각각에 이 위치가 얼마나 강하게 반응하는지입니다. 사이에 있는 모든 것을 포함합니다.",
    attention: "이 위치가 이 그림에서 패치 각각에 어텐션을 얼마나 주는지입니다.",
    rollout: "패치에서 여기까지의 어텐션입니다. 블록들의 어텐션을 곱했습니다.",
    contribution: "패치 각각이 얼마를 가져오는지입니다. 어텐션에 그 패치가 나르는 것의 크기를 곱했습니다.",
    effective: "이 그림에서 패치 각각이 한 채널에 어떤 가중치로 들어오는지입니다. 파랑은 높이고 주황은 낮춥니다.",
    unitWeights: "이 유닛이 픽셀 각각에 거는 가중치입니다. 파랑은 높이고 주황은 낮춥니다. 어느 그림에서나 같습니다.",
  },
  maths: {
    title: "식으로 보기",
    shares:
      "위치 i에 대한 출처 j의 비중: ‖∂yᵢ/∂xⱼ‖ ∕ Σₖ ‖∂yᵢ/∂xₖ‖, 야코비안 블록의 프로베니우스 노름. 비중의 합은 1입니다.",
    linear: "y: 출력, x: 층만의 입력, 정규화와 스킵 연결 없이. 선형층의 야코비안은 그 가중치입니다.",
    operator: "y: 출력, x: 연산만의 입력, 정규화와 스킵 연결 없이.",
    block: "y: 이 단계, x: 앞 단계, 정규화와 스킵 연결을 포함.",
    input: "y: 이 단계, x: 그림.",
    attention: "헤드마다 모든 키에 대한 softmax(q · k ∕ √너비). 한 쿼리의 값들을 더하면 1입니다.",
    rollout: "블록들의 행렬을 곱한 것(헤드의 평균 + 1, 각 행을 그 합으로 나눔). 각 행의 합은 1입니다.",
    contribution: "헤드 h에 걸친 ‖Σₕ αₕ vₕ W_O‖, 활성값의 단위.",
    effective: "한 채널의 ∂yᵢ/∂xⱼ: 믹서는 W2 · diag(σ′) · W1, 선형층 하나이면 행렬 자체.",
    unitWeights: "층의 가중치 행렬의 한 행을 그림으로.",
  },
  notExplanation: "어텐션은 층이 어디에서 정보를 가져올 수 있는지를 말합니다. 답에 대한 설명은 아닙니다.",
  meanHead: "평균",
  wholeLayer: "층 전체",
  previous: "이전",
  next: "다음",
  counted: { unit: "유닛", channel: "채널", head: "헤드" },
  of: (count) => `/ ${count}`,
  every: "전체",
  noPositions: "이곳에는 위치가 없습니다. 이 층의 모든 유닛은 모든 것에 가중치를 걸므로, 듣는 쪽은 층 전체나 유닛 하나입니다.",
  pooled: "위치가 하나뿐입니다. 모든 위치를 평균했으므로 그 평균이 듣습니다.",
  channelsOnly: "이 단계는 채널만 섞습니다. 위치마다 자기 자신을 듣습니다. 다른 깊이나 다른 범위를 고르세요.",
  noTokens: "이곳에는 클래스 토큰이 없습니다. 합성곱은 끝에서 평균할 때까지 위치를 지킵니다. 위치를 고르세요.",
  noClassToken: "이 단계에는 클래스 토큰이 없습니다. 위치나 다른 깊이를 고르세요.",
  dead: (unit) =>
    unit
      ? "이 유닛은 이 그림에서 조용합니다. ReLU에 막혀 어느 픽셀도 바꿀 수 없으므로 비중이 없습니다. 다른 유닛을 골라 보세요."
      : "이 위치는 이 그림에서 조용합니다. 어느 출처도 바꿀 수 없으므로 비중이 없습니다.",
  failed: (sentence) =>
    sentence ? `답 없음: ${sentence}` : "서버가 답하지 않습니다. 이곳에 있는 것은 그대로 있고, 다음 질문에서 다시 시도합니다.",
  open: (stage) => `${stage} 열기`,
  even: "고른 듣기: 1배",
  times: (n) => `${n}배`,
  atLeast: (n) => `${n}배 이상`,
  readout: (model, from, to, value) => ko`${model}: ${from}{이/가} ${to}{을/를} 듣습니다: ${value}`,
  readoutShare: (model, from, to, share, even) =>
    ko`${model}: ${from}{이/가} ${to}{을/를} 듣습니다: ${share}, 고른 듣기의 ${even}배`,
  patch: (row, column) => `패치 ${row + 1}, ${column + 1}`,
  position: (row, column) => `위치 ${row + 1}, ${column + 1}`,
  pixel: (row, column) => `픽셀 ${row + 1}, ${column + 1}`,
  source: (n) => `유닛 ${n}`,
  whole: "층 전체",
  average: "평균",
  unitName: (n) => `유닛 ${n}`,
  bar: {
    common:
      "모든 모델이 색 범위 하나를 씁니다: 비중 ÷ 고른 듣기. 1배이면 모두를 똑같이 들을 때의 몫입니다. 약한 듣기도 보이도록 색은 제곱근으로 진해집니다.",
    own: "지도마다 0에서 아래의 수까지 자기 색 범위를 씁니다. 약한 듣기도 보이도록 색은 제곱근으로 진해집니다.",
    beyond: " 위치가 자기 자신을 듣는 비중은 범위를 넘을 수 있습니다.",
    end: (high) => `색의 끝: 고른 듣기의 ${high}배`,
    endSigned: (high) => `색의 끝: ±${high}`,
    endUnits: (high) => `색의 끝: 활성값 단위로 ${high}`,
  },
  fieldUsed: (size, side) =>
    `파선: 기껏해야 ${size} × ${size} px를 들을 수 있습니다(이론적 수용 영역). 이곳에서는 ${side} × ${side} px만큼 듣습니다.`,

  table: {
    caption: "모두를 같은 숫자로",
    model: "모델, 단계",
    self: "자신을 듣는 비중",
    selfExplain: "그 위치 자신의 칸에 돌아가는 비중입니다.",
    sources: "듣는 곳의 유효 개수",
    sourcesExplain:
      "출처의 유효 개수(effective number): 비중의 엔트로피에 exp를 취한 값. 1 = 한 곳, 똑같이 듣는 9곳은 9.",
    ofSources: (n, total) => `${total} 중 ${n}`,
    distance: "평균 거리",
    distanceExplain: "듣는 곳까지의 평균 거리, 그림의 픽셀 단위입니다. 표시는 모든 곳을 똑같이 들을 때의 값입니다.",
    px: (n) => `${n} px`,
    evenly: (n) => `고르게: ${n} px`,
    dependence: "그림에 따른 변화",
    dependenceExplain:
      "0: 어느 예시 그림에서나 똑같이 듣습니다. D = 1 − ‖E a‖² ∕ E‖a‖², a: 비중, E: 예시 그림에 걸친 평균.",
    compute: (n) => `그림 ${n}장으로 계산하기`,
    cancel: "취소",
    progress: (done, total, pictures) =>
      `“그림에 따른 변화”를 위해 그림 ${pictures}장에서 같은 위치에 묻는 중: 답 ${total}개 중 ${done}개.`,
    over: (n) => `“그림에 따른 변화”는 가운데 놓은 예시 그림 ${n}장을, 위에서 고른 위치에서 비교합니다.`,
    slow: "이곳에서는 이런 행을 하나에 몇 초씩 추정하므로, “그림에 따른 변화”는 요청할 때에만 계산합니다.",
    cancelled: "취소했습니다.",
    tooFew: "예시 그림이 두 장 이상 있어야 합니다.",
  },

  fixed: {
    title: "정해진 듣기와 고르는 듣기",
    teaser: "두 그림의 같은 위치: 누가 듣는 상대를 바꾸나요?",
    explain:
      "같은 위치, 같은 연산, 두 그림입니다. 합성곱과 완전 연결층의 듣기는 가중치입니다. 믹서의 가중치도 그대로이지만, 활성화 함수 때문에 유효한 듣기는 조금 움직입니다. 어텐션은 새로 고릅니다.",
    other: "두 번째 그림",
    here: "이 그림",
    weights: "가중치만",
    weightsExplain: "두 행렬의 곱 |W2 W1|: 사이에 활성화 함수가 없다면 이 위치에 올 것입니다. 가중치뿐입니다.",
    moved: (share) => `${share} 옮겨 감`,
    movedExplain: "옮겨 감: 두 번째 그림에서 다른 곳에 있는 비중의 몫. 0 % = 같음, 100 % = 겹치는 것이 없음.",
    none: "두 번째 예시 그림이 없습니다.",
    loading: "두 그림에 묻는 중 …",
  },

  wall: {
    meanHover: (block) => `블록 ${block}, 헤드의 평균`,
    headHover: (block, head) => `블록 ${block}, 헤드 ${head}`,
    title: "어텐션 벽: 모든 블록의 모든 헤드",
    teaser: "고른 패치에 대한 모든 블록의 모든 헤드를 한눈에 봅니다.",
    explain:
      "타일 하나가 한 블록의 한 헤드입니다. 고른 패치가 누구를 듣는지를 그림의 윤곽선과 함께 보여 줍니다. 그림을 가리키거나 누르면 패치가 바뀌고, 타일을 가리키면 값 하나를 읽을 수 있습니다.",
    block: (n) => `블록 ${n}`,
    head: (n) => `헤드 ${n}`,
    loading: (blocks) => `블록 ${blocks}개의 어텐션을 계산하는 중 …`,
    others: (n) => `다른 ${n}개 블록의 어텐션은 형태가 다릅니다(윈도나 다른 격자). 하나씩 열어 보세요.`,
    bar: (high) =>
      `색: 어텐션, 모든 타일이 한 범위, 0 … ${high}, 제곱근으로 진해짐. 모든 값의 99 %가 이 안에 있고, 더 큰 값은 마지막 색을 씁니다.`,
    strip: "각 타일 아래: 클래스 토큰으로 가는 것.",
    chart: "헤드마다 얼마나 멀리 듣나",
    chartSources: "헤드마다 몇 곳을 듣나",
    distance: "거리",
    sources: "개수",
    axis: "평균 어텐션 거리, px",
    axisSources: "패치의 유효 개수",
    blocks: "블록",
    evenly: (n) => `모든 곳을 똑같이 들을 때: ${n}`,
    note: "모든 패치를 쿼리로 한 평균입니다. 클래스 토큰의 행과 열은 빼고, 각 행을 남은 것의 합으로 나누었습니다.",
    label: "한 패치에 대한 모든 헤드와 블록의 어텐션입니다. 화살표 키로 패치를 고릅니다.",
    model: "모델",
    none: "보이는 모델 가운데 어텐션이 있는 것이 없습니다.",
    queryOf: (query, block, head, key, value) =>
      ko`블록 ${block}, 헤드 ${head}: ${query}{이/가} ${key}{을/를} 듣습니다: ${value}`,
  },

  units: {
    title: "이 위치 뒤에 있는 믹서의 은닉 유닛",
    teaser: "패치들의 어떤 학습된 무늬가 이 위치에 닿나요?",
    explain: (title) =>
      ko`믹서(Mixer)의 위치는 은닉 유닛을 거쳐 듣습니다. 이 ${title}{이/가} 이 위치에 가장 강하게 닿습니다. 그림은 유닛이 패치들에서 모으는 것(W1), 숫자는 이 위치에 건네는 것(W2)입니다. 가중치는 매개변수이므로 어느 그림에서나 같습니다.`,
    unit: (n) => `유닛 ${n}`,
    out: (value) => `× ${value}`,
    all: (stage) => `${stage}의 모든 유닛, 짝지어`,
    none: "믹서에 블록이 있는 깊이와 위치를 고르세요.",
    bar: (high) => `색: W1, 가운데가 0, 양 끝이 ±${high}.`,
  },
};
