// Before and after, in Korean: the values at the pinned position, those of now, and their difference.

export default {
  title: "이동 전과 후",
  of: (what) => `이동 전과 후: ${what}`,
  pinned: "핀",
  now: "지금",
  difference: "지금 − 핀",
  at: (dx, dy) => `dx ${dx}, dy ${dy}`,
  values: "핀과 지금을 같은 색 범위로",
  change: "차이",
  still: "아직 움직이지 않았습니다. 그림을 움직이면 차이가 보입니다.",
  reading: "핀 위치의 값을 읽는 중…",
  failed: (why) => `핀 위치의 값이 오지 않았습니다: ${why}`,
  most: (where, change) => `가장 많이 변한 곳: ${where}, ${change}`,
  same: "이 그림의 값은 하나도 변하지 않았습니다.",
  readout: (where, change) => `${where}: ${change}`,
  change_of: (pinned, now, difference) => `${pinned} → ${now} (${difference})`,
  attention: (head, query) => `이동 전과 후: ${head}, 쿼리 ${query}`,
};
