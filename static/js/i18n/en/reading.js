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
};
