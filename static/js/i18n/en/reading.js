// Every sentence of the view that stops a row-by-row reading.

export default {
  title: "Row by row",
  explain: "Stop the reading after a row, and see what the [[network|recurrent-network]] believes so far.",
  working: "Asking what is believed after each row…",
  slider: "rows read",
  read: (row, rows) => `${row} of ${rows}`,
  believed: (row, label, share) => `After row ${row} the state says ${label}, ${share}.`,
  settled: (label, row) => `${label}, its answer in the end, leads without a break from row ${row} on.`,
  note: "The head was trained to read the [[state|hidden-state]] after the last row only. Here it is put to the states before as well: what it says of them was computed, but never practised. Its shares are [[calibrated|calibration]] as in the row above, on the last state.",
  bars: "What is believed after the rows read",
  chart: "Share of each class after each row",
  row: "rows read",
  share: "share",
  reach: {
    title: "How far back",
    most: (row, most, share) => `In the state after row ${row}, row ${most} has the largest share, ${share}.`,
    half: (row, rows) =>
      rows === 1
        ? "The row read last has half of it or more."
        : rows === row
          ? `Only all ${rows} rows read have half of it together.`
          : `The ${rows} rows read last have half of it together.`,
    norm: (label, times, steps) =>
      `The gradient for ${label} is ${times} times as large at the state after row 1 as at the last one, ${steps} steps later.`,
    map: "Share of each row in each state",
    gradient: "Gradient against distance",
    row: "row of the picture",
    state: "state after row",
    hover: "row %{x} in the state after row %{y}<br><b>%{text}</b><extra></extra>",
    distance: "steps from the state to the last one",
    axis: "‖∂L/∂h‖",
    gradientHover: "after row %{text}, %{x} steps before the last<br><b>%{y:.3~g}</b><extra></extra>",
    note: "[[Mixing share|mixing-share]], as for attention: how strongly the state (all its numbers) would answer to a small change of a row, compared with the other rows; a row that was not read has none. The state after row 1 has that row alone, 100 %, which lies beyond the colours. The gradient is that of the cross-entropy of the class that is said, at each state. Both hold at this picture.",
  },
};
