// How the file of a picture was read, in Korean.
export default {
  profile: "색 프로파일",
  "profile.explain": "브라우저처럼 파일에 담긴 색 프로파일을 따릅니다. 끄면 저장된 값 그대로 씁니다.",
};
