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
  reach: {
    title: "얼마나 멀리까지",
    most: (row, most, share) => `${row}번째 행까지 읽은 상태에서 비중이 가장 큰 행은 ${most}번째 행, ${share}입니다.`,
    half: (row, rows) =>
      rows === 1
        ? "마지막에 읽은 행 하나가 절반이나 그 이상을 차지합니다."
        : rows === row
          ? `읽은 ${rows}행을 모두 합해야 절반이 됩니다.`
          : `마지막에 읽은 ${rows}행을 합하면 절반이 됩니다.`,
    norm: (label, times, steps) =>
      `${label}의 기울기는, 첫 행을 읽은 상태에서 ${steps}걸음 뒤 마지막 상태에서의 ${times}배입니다.`,
    map: "상태마다 각 행의 비중",
    gradient: "거리와 기울기",
    row: "그림의 행",
    state: "이 행까지 읽은 상태",
    hover: "%{y}번째 행까지 읽은 상태에서 %{x}번째 행<br><b>%{text}</b><extra></extra>",
    distance: "상태에서 마지막 상태까지의 걸음",
    axis: "‖∂L/∂h‖",
    gradientHover: "%{text}번째 행까지, 마지막보다 %{x}걸음 앞<br><b>%{y:.3~g}</b><extra></extra>",
    note: "어텐션에서와 같은 [[비중|mixing-share]]입니다. 어느 행이 조금 바뀔 때 상태(그 값 모두)가 얼마나 세게 반응하는지를 다른 행들과 견준 것이며, 아직 읽지 않은 행에는 없습니다. 첫 행을 읽은 상태에는 그 행뿐이어서 100 %이고, 색의 범위를 벗어납니다. 기울기는 답으로 말하는 클래스의 교차 엔트로피를 상태마다 미분한 것입니다. 둘 다 이 그림에서의 값입니다.",
  },
};
