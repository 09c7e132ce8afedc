// Every sentence of the view that stops a row-by-row reading, in Korean.

export default {
  title: "한 행씩",
  explain: "어느 행까지 읽고 멈춘 다음, [[신경망|recurrent-network]]이 그때까지 무엇이라고 믿는지 봅니다.",
  working: "행마다 무엇이라고 믿는지 묻는 중…",
  slider: "읽은 행",
  read: (row, rows) => `${rows}개 중 ${row}개`,
  believed: (row, label, share) => `${row}번째 행까지 읽은 상태의 답: ${label}, ${share}.`,
  settled: (label, row) => `마지막 답 ${label}: ${row}번째 행부터 끝까지 계속 앞섭니다.`,
  note: "출력층(head)은 마지막 행을 읽은 뒤의 [[상태|hidden-state]]만 읽도록 학습했습니다. 여기서는 그 앞의 상태에도 적용합니다. 그 답은 계산한 값이지만 연습한 적은 없습니다. 비율은 위의 행에서처럼, 마지막 상태에서 [[보정|calibration]]했습니다.",
  bars: "읽은 행까지의 믿음",
  chart: "행마다 각 클래스의 비율",
  row: "읽은 행",
  share: "비율",
};
