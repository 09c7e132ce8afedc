// The server's sentences about inner modules in Korean, by their keys, as in server.js.

// prettier-ignore
export default {
  "inner-no-such-call": "{model}의 순전파 한 번에 {name}의 호출은 {times}번입니다. {asked}{은/는} 없습니다.",
  "inner-not-run": "{model}의 모듈 {name}{은/는} 순전파에서 실행되지 않으므로 값이 없습니다.",
  "inner-not-this-time": "“{point}”{은/는} 이 그림에서는 실행되지 않았습니다. 모델이 거치는 길이 입력에 따라 달라집니다.",
  "inner-other-form": "“{point}”{은/는} 이 그림에서 다른 모양({shape})의 값을 냅니다. 모델이 거치는 길이 입력에 따라 달라집니다.",
  "inner-point": "“{point}”{은/는} 단계 안의 모듈입니다. 이 질문은 전체 단계에 대한 것이므로 그 단계에 물어보세요.",
  "inner-refused": "“{point}”{은/는} 열 수 없습니다. {why}",
  "inner-unknown": "{name}{은/는} {model}의 지점도 모듈도 아닙니다. 가장 가까운 이름: {names}.",
  "inner-unknown-unlike": "{name}{은/는} {model}의 지점도 모듈도 아닙니다.",
  "inside-empty": "돌려주는 텐서가 비어 있습니다: {shape}.",
  "inside-mixed": "한 층이 위치 전체를 더했습니다. 남은 것은 그림 안에 자리가 없는 수입니다.",
  "inside-no-batch": "그림의 수만을 세는 축이 없습니다. 그래서 가진 값 전부를 위치 없이 보여 줍니다.",
  "inside-no-numbers": "돌려주는 것이 활성값이 아니라 정수이거나 참과 거짓입니다.",
  "inside-no-tensor": "텐서 하나가 아니라 다음을 돌려줍니다: {what}.",
  "inside-one-number": "그림마다 수 하나만 돌려주므로 그릴 것이 없습니다.",
  "inside-order": "토큰이 읽는 순서와 다르게 만들어졌거나, 한 줄에 몇 개가 놓이는지 보이지 않았습니다.",
  "inside-unseen": "연산이 이 출력에 하는 일로는 어느 축이 그림의 위치인지 알 수 없습니다.",
};
