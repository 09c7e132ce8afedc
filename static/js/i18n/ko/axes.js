// What is counted along an axis of an array, in Korean.
import { ko } from "../../lib/particles.js";

/** @type {Record<string, string>} */
const NAMES = {
  channel: "채널",
  unit: "유닛",
  class: "클래스",
  position: "위치",
  patch: "패치",
  pixel: "픽셀",
  token: "토큰",
  head: "헤드",
  axis: "번호",
  matrix: "행렬",
  index: "색인",
};

const one = (axis) => NAMES[axis] ?? axis;

export default {
  one,
  numbered: (axis, n) => `${one(axis)} ${n}`,
  valued: (axis, n, value) => `${one(axis)} ${n}: ${value}`,
  counted: (axis, n) => `${one(axis)} ${n}개`,
  cell: (cell, row, column) => `${one(cell)} ${row}, ${column}`,
  channelAndCell: (axis, n, cell, row, column) => `${one(axis)} ${n}, ${one(cell)} ${row}, ${column}`,
  allOf: (axis, title) => `${title}의 ${one(axis)} 전체`,
  largestFirst: (axis) => ko`${one(axis)}{을/를} 큰 값부터`,
  next: (axis) => `다음 ${one(axis)}`,
  previous: (axis) => `이전 ${one(axis)}`,
};
