// What is said of a model's answers, in Korean: when it is unsure, what its shares mean, which classes there are; and of the samples.
import { ko } from "../../lib/particles.js";

export default {
  unsure: "확신 없음",
  perhaps: ({ label, share }) => `아마 ${label}, ${share}`,
  unsureOf: ({ model, label, share }) => ko`${model}{은/는} 확신하지 못합니다. 가장 그럴듯한 것은 ${label}, ${share}`,
  before: ({ label }) => `핀에서는 확신 없음, 아마 ${label}`,
  without: "끈 상태",
  asItIs: ({ label, share }) => `끄지 않으면 ${label}, ${share}`,
  asItIsUnsure: ({ label, share }) => `끄지 않으면 확신 없음, 아마 ${label}, ${share}`,
  alteredSays: (says, was) => (was ? `일부를 끈 상태에서, ${says}. ${was}` : `일부를 끈 상태에서, ${says}`),
  changed: ({ label }) => `확신하지 못합니다, 아마 ${label}`,
  guessing: (share) => `아무거나 고르면 ${share}`,
  guess: (n, share) => `${n}개 클래스 중 하나입니다. 아무거나 고르면 ${share}가 맞습니다`,

  why: {
    text: "왜?",
    label: (model) => ko`${model}{은/는} 왜 이렇게 말할까요?`,
    explain: "이 클래스로 “왜 이 답인가”를 엽니다. 어느 픽셀이 이 클래스를 뒷받침하고 어느 픽셀이 거스르는지 보입니다",
  },
  nearest: ({ n }) => `가까운 ${n}개`,
  nearestExplain: ({ n, model }) => ko`${model}{이/가} 가장 그럴듯하게 여기는 클래스 ${n}개와 그 답을 믿을 수 있는 정도`,
  nearestLabel: ({ n, model, of }) => `${model}: 클래스 ${of}개 중 가장 그럴듯한 ${n}개`,
  facts: {
    named: ({ named, right, least }) =>
      `본 적 없는 사진의 ${named}에 이름을 대고, 그 이름의 ${right}가 맞습니다. 가장 그럴듯한 클래스의 비율이 ${least}보다 낮으면 확신하지 못합니다.`,
    never: ({ target, least }) =>
      `어느 그림에도 확신하지 못합니다. 가장 확신하는 사진 ${least}에서도 정답률이 ${target}에 이르지 못합니다.`,
    photographs: ({ n, share }) => `다른 것을 찍은 사진 ${n}장 가운데 ${share}에 확신 없다고 답합니다.`,
    patterns: ({ n, share }) => `무늬와 잡음 그림 ${n}장 가운데 ${share}에 확신 없다고 답합니다.`,
    digits: ({ n, share }) => `색을 입힌 손글씨 숫자 ${n}장 가운데 ${share}에 확신 없다고 답합니다.`,
    calibrated: ({ temperature, fitted, told, before, after }) =>
      ko`비율은 보정(calibration)한 값입니다. 로짓을 ${temperature}{으로/로} 나눈 소프트맥스이며, 이 숫자는 사진 ${fitted}장에 맞췄습니다. 다른 사진 ${told}장에서 최고 비율과 실제 정답률의 차이는 평균 ${after}포인트이고, 이 숫자가 없으면 ${before}포인트입니다.`,
    classes: (n) => `클래스 ${n}개 전체와 각각을 맞히는 비율`,
  },

  sample: {
    drawn: "이 화면을 위해 그렸습니다.",
    credit: ({ author, licence }) => `사진: ${author}, ${licence}.`,
    source: "출처",
    shows: (label) => `찍힌 것: ${label}.`,
    showsNone: (n) => `클래스 ${n}개 가운데 이 그림에 있는 것은 없습니다.`,
    chosen: (n, model) =>
      ko`처음 ${n}개의 예시는 ${model}{이/가} 맞히는 것들 가운데서 골랐습니다. 얼마나 자주 맞히는지를 말해 주지는 않습니다.`,
  },
};
