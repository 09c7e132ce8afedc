// The server's sentences in Korean, by their keys. "{은/는}" behind a value becomes the particle that fits it.
// prettier-ignore
export default {
  "answer-choice": "제시된 답 가운데 하나를 고르세요.",
  "answer-number": "3이나 0.25 같은 숫자를 적으세요.",
  "answer-point": "그림을 눌러 한 점을 표시하세요.",
  "answer-word": "낱말을 최대 {most}자까지 적으세요.",
  "deed-unknown": "강의실에서 이 일은 이끄는 사람만 할 수 있습니다.",
  "hand-ins-full": "이끄는 사람에게 이미 화면 {most}개가 있어 더 받지 않습니다.",
  "nickname-not-valid": "별명에는 글자, 숫자, 빈칸과 - _ . ' 만 쓸 수 있고, {most}자까지입니다.",
  "nicknames-full": "이 강의실에는 별명이 이미 {most}개 있습니다.",
  "nicknames-off": "이 강의실은 별명 없이 진행됩니다.",
  "place-lost": "강의실이 가득 차서 자리가 다른 사람에게 넘어갔습니다. 다시 들어오세요.",
  "question-choices": "고르는 질문에는 답이 적어도 두 개 있어야 합니다.",
  "question-closed": "이 질문은 더 이상 답을 받지 않습니다.",
  "room-full": "이 강의실에는 이미 {most}명이 있어 자리가 없습니다. 옆 사람과 함께 보세요.",
  "room-not-yours": "다른 사람이 이끄는 강의실입니다. 들어가거나, 다른 강의실을 여세요.",
  "room-unknown": "강의실 {code}{이/가} 없습니다. 코드를 다시 확인하세요. 한 시간 동안 아무도 없으면 강의실은 끝나고, 서버가 다시 시작되면 이끄는 사람이 돌아올 때까지 닫혀 있습니다.",
  "rooms-away": "지금은 강의실에 연결할 수 없습니다. 1분 뒤에 다시 해 보세요.",
  "rooms-full": "강의실이 이미 {most}개라 이 서버에는 더 열 수 없습니다. 나중에 다시 해 보세요.",
};
