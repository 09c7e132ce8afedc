// What the form “Add a model” says, in Korean.
import { ko } from "../../lib/particles.js";

export default {
  title: "모델 추가",
  explained:
    "서버가 실행되는 컴퓨터에 있는 자신의 모델을 추가합니다. 서버를 시작한 사람의 권한으로 별도의 프로세스에서 실행되며, 서버가 멈추거나 지울 때까지 남아 있습니다.",
  where: "모델의 위치",
  whereExplained: "path/to/net.py:함수, package.module:함수, 또는 config.json과 model.safetensors가 있는 폴더",
  example: "path/to/net.py:build",
  secret: "비밀 단어",
  secretExplained: "서버가 시작할 때 터미널에 표시한 단어",
  add: "추가",
  again: "다시 열기",
  againLabel: (title) => ko`지금 파일대로 ${title} 다시 열기`,
  remove: "지우기",
  removeLabel: (title) => ko`이 서버에서 ${title}{을/를} 지우기`,
  changed: "연 뒤에 파일이 바뀌었습니다",
  states: { opening: "여는 중", ready: "이곳에 있음", unavailable: "열 수 없음" },
  here: (title) => ko`${title}{이/가} 화면에 추가되었습니다.`,
};
