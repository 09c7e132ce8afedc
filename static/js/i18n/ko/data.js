// "데이터의 양": 학습 숫자의 수에 따라 오류가 구조마다 어떻게 줄어드는지, 그리고 신경망마다 안이 어떻게 생겼는지.
import { ko } from "../../lib/particles.js";

const PERCENT = (value) => `${value} %`;
const range = ({ mean, least, most }) => (least === most ? PERCENT(mean) : `${PERCENT(mean)} (${least}–${most})`);

export default {
  title: "데이터의 양",
  lead: "작은 구조들을, 학습이 들어와 있는 데까지, 숫자 100개에서 60,000개까지로 학습했습니다. 학습 걸음(step) 수는 크기마다 같습니다. 점을 고르면 그 신경망이 같은 계열의 줄에 놓이고, 이 페이지가 모델에 대해 보여 주는 모든 것을 그 안에서, 지금의 숫자로 볼 수 있습니다.",
  busy: "학습 결과를 읽고 있습니다.",
  progress: ({ done, planned }) => {
    if (!planned) return "아직 끝난 학습이 없습니다. “make study NAME=data”가 신경망을 학습합니다.";
    if (done >= planned) return `학습 ${planned}번이 모두 끝났습니다.`;
    return `학습 ${planned}번 가운데 ${done}번이 끝났습니다. 여기 없는 것은 아직 학습되지 않았고, 시드(seed)가 적은 평균은 더 바뀔 수 있습니다.`;
  },
  chart: "학습 숫자의 수에 따른 오류",
  switches: {
    training: { label: "학습 숫자", centred: "그대로", shifted: "옮긴 것도", both: "둘 다" },
    moved: { label: "테스트 숫자를 옮긴 거리", 0: "0 px", 2: "2 px", 4: "4 px", 6: "6 px" },
    error: { label: "오류를 잰 곳", test: "테스트 숫자", train: "자신의 학습 숫자" },
  },
  axis: {
    digits: "학습 숫자",
    wrong: "틀린 비율 (%)",
    train: "학습 숫자 가운데 틀린 비율 (%)",
    test: (moved) => (moved ? `${moved} px 옮긴 테스트 숫자 가운데 틀린 비율 (%)` : "테스트 숫자 가운데 틀린 비율 (%)"),
  },
  shiftedLine: (title) => `${title}, 이동 학습`,
  percent: PERCENT,
  range,
  hover: ({ title, digits, value, seeds, opens }) =>
    `${title}<br>숫자 ${digits}개: ${value}<br>학습 ${seeds}번${opens ? "<br>누르면 줄에 놓입니다" : ""}`,
  beside: "같은 구조의 신경망을 밀어내지 않고 그 옆에 놓기",
  hint: "점이나 표의 값을 고르세요.",
  table: {
    caption: "틀린 비율: 시드의 평균, 범위, 시드의 수",
    form: "구조",
    missing: "아직 학습되지 않았습니다",
    seeds: ({ least, most, seeds }) => `${least}–${most}, 시드 ${seeds}개`,
    oneSeed: "시드 1개",
    open: ({ title, digits, value }) => `${title}, 숫자 ${digits}개: ${value}. 줄에 놓기`,
  },
  protocol: {
    still: () => "테스트 숫자 10,000개 전부입니다. 띠는 시드의 범위이며, 시드마다 다른 학습 숫자를 뽑습니다.",
    moved: () => "테스트 숫자를 다섯에 하나씩, 네 방향으로 옮겼습니다. 그림 밖으로 나간 것은 잃습니다. 띠는 시드의 범위입니다.",
    train: ({ seen }) =>
      `학습 숫자 자신을 그대로, 많아야 처음 ${seen}개를 썼습니다. 이 축에는 0의 자리가 없으므로 그런 오류는 맨 아래에 놓았습니다.`,
  },
  standing: {
    title: "줄에 놓인 신경망",
    none: "이 곡선의 신경망이 아직 줄에 없습니다.",
    some: "줄과 다른 모든 화면에 놓인 것:",
    facts: ({ accuracy, parameters }) => `테스트 숫자의 ${accuracy}를 맞힘, 매개변수 ${parameters}`,
    drop: (title) => ko`${title}{을/를} 줄에서 빼기`,
    rows: "줄에서 보기",
  },
  multiples: {
    title: "곡선을 따라 본 같은 가중치",
    lead: "숫자 몇 개에서 첫 층이 무엇을 배웠는지, 위치끼리 무엇이 같은지, 토큰(token)이 어떻게 섞이는지 보여 줍니다.",
    label: "학습 숫자의 수에 따른 신경망의 가중치",
    form: "구조",
    busy: "가중치를 읽고 있습니다.",
    three: (sizes) => `숫자 ${sizes.join(", ")}개: 줄에 나란히 놓기`,
    wrong: (percent) => `${percent} % 틀림`,
    at: (digits) => `숫자 ${digits}개`,
    after: (steps) => `${steps}걸음 뒤`,
    picture: {
      units: "첫 유닛들의 입력 가중치",
      kernels: "첫 층의 필터",
      positions: "위치의 유사도",
      tokens: "첫 토큰 믹싱(token mixing)의 입력 가중치",
      patches: "패치를 섞는 첫 행렬",
    },
    note: "시드 0의 신경망입니다. 가중치 그림은 저마다 0을 중심으로 대칭인 눈금을 씁니다. 위치의 유사도는 코사인이며 −1에서 1까지, 위치마다 칸 하나입니다.",
  },
  during: {
    title: "학습되는 동안",
    lead: "옮긴 것을 포함한 숫자 60,000개로 학습한 같은 구조가 몇 걸음 뒤에 어떤 모습인지 보여 줍니다. 가중치, 지금의 숫자에서 가운데 자리가 누구를 듣는지, 테스트 숫자 다섯에 하나씩에서 잰 오류입니다.",
    missing: "이 구조의 학습 과정은 아직 없습니다.",
    slider: "걸음",
    steps: (steps) => `${steps}걸음`,
    load: "줄에 놓기",
    says: ({ label, share }) => `지금 그대로의 숫자에 대한 답은 ${label}, ${share}입니다.`,
    listens: "늦은 단(stage)의 가운데 자리가 이 숫자에서 누구를 듣는지 (출처의 몫)",
    moved: (moved) => (moved ? `${moved} px 옮김` : "옮기지 않음"),
    axis: "걸음, 간격이 고르지 않음",
    wrong: "테스트 숫자 가운데 틀린 비율 (%)",
    hover: (moved) => `%{customdata}, ${moved ? `${moved} px 옮김` : "옮기지 않음"}: %{y:.1f} % 틀림<extra></extra>`,
  },
  said: {
    measured: "잰 것",
    early: "구조를 비교하기에는 끝난 학습이 너무 적습니다.",
    one: (title, wrong) => `${title} ${wrong} %`,
    at: (digits, list) => `옮기지 않은 학습 숫자 ${digits}개 뒤에 테스트 숫자 전부 가운데 틀린 비율: ${list}.`,
    apart: ({ few, many, first, last }) =>
      `가장 큰 오류는 숫자 ${few}개 뒤에는 가장 작은 오류의 ${first.times}배(${first.worst}, ${first.best}), ${many}개 뒤에는 ${last.times}배(${last.worst}, ${last.best})입니다.`,
    training: (digits, list) => `자신의 학습 숫자 ${digits}개 가운데 틀린 비율: ${list}.`,
    shifts: (digits, moved, without, trained) =>
      `숫자 ${digits}개 뒤에 ${moved} px 옮긴 테스트 숫자 가운데 틀린 비율: ${without}. 학습에 옮긴 숫자가 있을 때: ${trained}.`,
    noDoublings: "걸음을 늘리면 이 오류가 달라지는지는 아직 재지 않았습니다. 걸음이 두 배인 학습이 아직 없습니다.",
    doubled: (title, digits, once, twice) => `${title}, 숫자 ${digits}개 뒤에 ${once} %와 ${twice} %`,
    within: (list) => `걸음이 한 배일 때와 두 배일 때의 차이가 시드의 범위보다 작은 것: ${list}.`,
    beyond: (list) =>
      `걸음이 한 배일 때와 두 배일 때의 차이가 시드의 범위보다 큰 것: ${list}. 이들에게는 걸음 수가 중요합니다.`,
    order: (digits, once, twice) =>
      `숫자 ${digits}개 뒤에 오류가 작은 것부터: ${once}. 걸음이 두 배일 때: ${twice}. 이 순서는 걸음 수에도 달려 있습니다.`,
    follows: {
      title: "따라 나오는 것",
      below:
        "같은 수의 숫자에서 한 선이 다른 선보다 아래에 있으면, 그 신경망은 같은 데이터로 덜 틀렸습니다. 이 크기로 이렇게 학습한 이 신경망들에 대한 말입니다.",
      nearer:
        "숫자가 적은 곳에서 많은 곳으로 가며 가장 작은 오류와 가장 큰 오류가 서로 가까워집니다. 이 범위에서는 데이터가 많을수록 이 구조들의 차이가 작아집니다.",
      parting:
        "숫자가 적은 곳에서 많은 곳으로 가도 가장 작은 오류와 가장 큰 오류는 서로 가까워지지 않습니다. 이 범위에서는 데이터가 늘어도 이 구조들이 같아지지 않습니다. 훨씬 더 많으면 어떤지는 이 학습으로 알 수 없습니다.",
      shifted:
        "옮긴 테스트 숫자의 선이 학습에도 옮긴 숫자가 있을 때만 내려온다면, 이동에 필요한 것을 구조 스스로 가져오지는 않습니다.",
    },
    against: {
      title: "이 이야기에 맞서는 것",
      list: [
        "걸음: 천천히 배우는 구조는 데이터가 더 필요한 것처럼 보입니다. 걸음 수는 크기마다 같고, 두 배로 늘리면 무엇이 달라지는지는 잰 만큼 위에 있습니다.",
        "데이터 증강(augmentation)은 구조만큼 큰 차이를 낼 수 있습니다. 학습에 넣은 옮긴 숫자는 다른 구조보다 이 오류를 더 크게 바꾸기도 하고, ImageNet에서 ResMLP-S12는 학습 방법만으로 69.2 %에서 76.6 %가 되었습니다(arXiv:2105.03404).",
        "숫자는 쉽습니다. 28 x 28 회색 화소, 클래스 열 개, 모두 같은 크기로 가운데에 있습니다. 같은 구조가 사진에서 어떤지는 여기서 알 수 없습니다.",
        "신경망은 작고 크기가 서로 다르며, 학습률 말고는 같은 방법으로 학습했습니다. 크기나 방법이 다르면 앞서는 구조가 바뀔 수 있습니다.",
        "숫자가 적으면 어떤 숫자를 뽑았는지가 구조보다 더 큰 차이를 낼 수 있습니다. 띠가 이를 보여 주며, 시드 두세 개는 적습니다.",
      ],
    },
    how: "어떻게 학습했는지",
    protocol: ({ held_out: heldOut }) =>
      `AdamW, 배치 50, 가중치 평균, 이동(최대 6 px) 말고는 증강 없음. 시드의 숫자는 포개져 있어서 처음 100개는 처음 300개에 들어 있습니다. 학습률은 따로 떼어 둔 학습 숫자 ${heldOut}개로 구조마다 골랐고, 테스트 숫자로는 고르지 않았습니다. 가중치는 저장된 그대로, float16으로 쟀습니다.`,
    recipe: ({ title, parameters, steps, rate }) => `${title}: 매개변수 ${parameters}개, ${steps}걸음, 학습률 ${rate}.`,
  },
  published: {
    title: "그 옆에: 논문의 보고",
    lead: "점점 더 많은 사진으로 사전 학습(pre-training)한 뒤의 ImageNet 1순위 정확도(%)입니다. 논문의 표에 있는 수치만 실었고, 그림에서 곡선을 베끼지 않았습니다.",
    model: "모델",
    columns: { imagenet: "ImageNet, 130만", imagenet21k: "ImageNet-21k, 1,400만", jft: "JFT, 3억" },
    groups: {
      vit: "비전 트랜스포머(Vision Transformer):",
      mixer: "MLP-Mixer:",
      recipe: "새로운 방법으로 다시 학습한 비전 트랜스포머:",
      deit: "ImageNet만으로 학습한 같은 종류의 트랜스포머 DeiT, 출처:",
    },
    law: "법칙은 아닙니다. ViT-B/16은 첫 표에서 77.91이고 새로운 학습 방법으로는 79.67입니다. 둘 다 ImageNet만 썼습니다. 학습 방법은 다르고 데이터는 같습니다.",
    note: "그림의 크기와 학습 방법은 표마다 다릅니다. 표끼리가 아니라 한 줄 안에서 비교하세요.",
  },
};
