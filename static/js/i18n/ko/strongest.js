// Every sentence of the view "Top pictures", in Korean.
import { count as number } from "../../lib/format.js";
import { ko } from "../../lib/particles.js";

const pictures = (n) => `살펴본 그림 ${number(n)}장`;
const one = { channel: "채널", unit: "유닛" };
const everywhere = { channel: "의 모든 위치에서", unit: "에서" };

export default {
  title: "가장 강한 그림",
  explain:
    "이 [[채널|channel]]이나 [[유닛|unit]]의 값이 가장 큰 그림은 무엇인지, 이 [[단계|stage]]에서 어느 그림에도 반응하지 않는 것은 무엇인지 봅니다.",
  working: "모델에 많은 그림을 보여 주는 중…",
  end: "어떤 값을 볼까요",
  ends: { highest: "가장 큰 값", lowest: "가장 작은 값" },
  sets: "어떤 그림을 살펴볼까요",
  names: { samples: "샘플", generated: "만든 그림", test: "테스트 그림", own: "내 그림" },
  progress: "살펴본 그림의 수",
  done: (done, of) => `${number(of)}장 가운데 ${number(done)}장`,
  cancel: "취소",
  cancelled: "취소했습니다.",
  range: ({ name, pictures: n, positions, low, high }) =>
    `${pictures(n)}에서 ${name}의 값은 ${low}에서 ${high} 사이입니다${positions > 1 ? `(그림마다 위치 ${number(positions)}곳)` : ""}.`,
  always: ({ name, pictures: n, positions, value }) =>
    `${pictures(n)}에서 ${name}의 값은 ${positions > 1 ? `위치 ${number(positions)}곳 모두 ` : "언제나 "}${value}입니다. 더 강한 그림이 따로 없습니다.`,
  now: {
    highest: (name, value, where) => `지금 보이는 그림에서 ${name}의 가장 큰 값은 ${value}입니다(${where}).`,
    lowest: (name, value, where) => `지금 보이는 그림에서 ${name}의 가장 작은 값은 ${value}입니다(${where}).`,
    alone: (name, value) => `지금 보이는 그림에서 ${name}의 값은 ${value}입니다.`,
  },
  rest: (value) => `살펴본 나머지 그림에서는 어디서나 ${value}입니다.`,
  whole: "그림 전체",
  take: "이 그림을 모든 모델이 보는 그림으로 바꿉니다",
  one: {
    samples: (title) => title,
    generated: (n, rows) => (rows === 28 ? `만든 숫자 ${n}` : `만든 그림 ${n}`),
    test: (n) => `테스트 그림 ${n}`,
    own: (n) => `내 그림 ${n}`,
  },
  ranked: {
    positions: {
      highest: (axis) =>
        ko`${axis}{이/가} 그림의 어느 위치에서든 갖는 가장 큰 값의 순서입니다(부호 포함). 그림마다 한 번만, 그 값이 처음 나오는 위치와 함께 보입니다.`,
      lowest: (axis) =>
        ko`${axis}{이/가} 그림의 어느 위치에서든 갖는 가장 작은 값의 순서입니다(부호 포함). 그림마다 한 번만, 그 값이 처음 나오는 위치와 함께 보입니다.`,
    },
    alone: {
      highest: (axis) => ko`${axis}{이/가} 그림마다 하나씩 갖는 값의 순서입니다. 부호를 따져 큰 값부터 보입니다.`,
      lowest: (axis) => ko`${axis}{이/가} 그림마다 하나씩 갖는 값의 순서입니다. 부호를 따져 작은 값부터 보입니다.`,
    },
  },
  frames: {
    part: "틀은 그 값이 의존할 수 있는 픽셀 전부, 곧 그 위치의 이론적 [[수용 영역|receptive-field]]입니다. 그림 밖에 놓이는 부분은 그리지 않습니다.",
    whole: "값 하나하나가 그림 전체에 의존할 수 있으므로 틀이 그림 전체입니다.",
    none: "틀이 없는 그림에서는 어느 픽셀도 그 값을 바꿀 수 없습니다.",
  },
  which: (list) => `살펴본 그림: ${list.join("; ")}. 그림은 모두 처음 자리에 있습니다.`,
  asked: {
    samples: (n) => `이런 그림의 샘플 ${number(n)}장`,
    generated: (n, fit) =>
      fit === "digits"
        ? `만든 숫자 ${number(n)}장(샘플의 획을 휘고, 돌리고, 늘이고, 다른 펜으로 그린 것이며 언제나 같습니다)`
        : `두 글자를 한 줄에 4픽셀이나 8픽셀 떼어 놓은 쌍 전부인 ${number(n)}장`,
    test: (n) => `데이터셋의 처음 테스트 그림 ${number(n)}장`,
    own: (n) => `내 그림 ${number(n)}장`,
  },
  bring: "올리거나 그린 그림도 함께 살펴봅니다.",
  forgotten: "전에 올린 그림이 서버에 남아 있지 않습니다. 함께 살펴보려면 다시 올리세요.",
  note: "살펴본 그림 가운데 가장 강한 것일 뿐이며, 더 강한 그림이 있을 수 있습니다. 틀 안의 공통점은 직접 찾아보세요. 여기서는 그것을 시험하지 않습니다.",
  dead: "전혀 반응하지 않는 것이 있을까요?",
  silent: (n, count, axis, asked) =>
    n === 0
      ? `${one[axis]} ${count}개 가운데 ${pictures(asked)}${everywhere[axis]} 0인 것은 없습니다.`
      : `${one[axis]} ${count}개 가운데 ${n}개는 ${pictures(asked)}${everywhere[axis]} 0입니다.`,
  constant: (n, count, axis, asked) =>
    n === 0
      ? `${one[axis]} ${count}개 가운데 ${pictures(asked)}${everywhere[axis]} 값이 똑같은 것은 없습니다.`
      : `${one[axis]} ${count}개 가운데 ${n}개는 ${pictures(asked)}${everywhere[axis]} 값이 똑같습니다.`,
  more: (n) => `그 밖에 ${n}개`,
  perStage: "이 모델의 단계",
  columns: ["단계", "크기", "언제나 0", "언제나 같은 값"],
  deadNote:
    "‘언제나 0’은 [[ReLU|relu]] 뒤처럼 이 그림들에서 0보다 작은 값이 하나도 없는 단계에서 셉니다. 어느 위치에서도 0보다 크지 않다는 뜻입니다. ‘언제나 같은 값’은 가장 큰 값과 가장 작은 값이 같은 것이며, ‘언제나 0’인 것은 빼고 셉니다. 둘 다 살펴본 그림에 대한 말이며, 있을 수 있는 모든 그림에 대한 말이 아닙니다.",
};
