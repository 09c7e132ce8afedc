// How the file of a picture was read, in Korean.
export default {
  profile: "색 프로파일",
  "profile.explain": "브라우저처럼 파일에 담긴 색 프로파일을 따릅니다. 끄면 저장된 값 그대로 씁니다.",
  addressOnly:
    "다른 페이지가 그림 파일이 아니라 주소만 넘겨주었습니다. 그 페이지에서 그림을 저장해 파일을 끌어다 놓거나, 그림을 복사해 여기에 붙여 넣으세요.",
  shrunk: ({ width, height, before, after }) =>
    `파일이 너무 커서 보낼 수 없었습니다(${before} MB, ${width} × ${height}픽셀). 브라우저가 ${after} MB 사본을 만들어 보냈습니다.`,
};
