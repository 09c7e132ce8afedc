// The story, chapter “One step at a time”.

export default {
  "reading.title": "One step at a time, or all at once",
  "reading.about": "A recurrent network reads the picture row by row. What can it know, and when?",
  "reading.1.text":
    "A recurrent network (RNN) reads the digit row by row. All that it keeps of the rows before is its state, {units} numbers, which every row changes. Here ten rows are read. Move the slider to the last row, and watch the answer.",
  "reading.1.then":
    "After ten rows its last layer, the head, says {early}, after all {late}. From row {settled} on, that last answer is in front and stays there. The head was trained for the last row only; on earlier ones it is merely computed.",
  "reading.2.text":
    "An LSTM also reads row by row, but gates decide what it keeps and what it forgets. Which settles on its answer earlier, counted in rows? Choose, then choose the tab “Row by row” of the LSTM.",
  "reading.2.then":
    "{a} from row {rnn} on, {b} from row {lstm}. This is one digit; drag it, or choose another, and it may differ.",
  "reading.3.text":
    "Drag the seven four pixels down. Which stage cannot have noticed: “{row}” of the RNN, or “{block}” of the ViT, which takes the picture in all at once? Choose, then drag.",
  "reading.3.then":
    "“{row}” changed by {a}, “{block}” by {b}. When the RNN had read only these rows, they were empty before and after. The ViT’s first block sees all patches.",
  "reading.4.text":
    "Every stage waits for the one before it. Which of these two has more stages to wait for, one after the other?",
  "reading.4.then":
    "{a} has {rows} in a row, one for each row of the picture; {b} has {stages}, and within one of them all patches are computed side by side. The authors of the Transformer name this as a reason to give up reading step by step.",
  "reading.4.wrong": "Count the stages: “{a}” has {rows} (its button shows them all), “{b}” has {stages}.",
};
