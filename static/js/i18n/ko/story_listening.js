// 이야기, “쿼리, 키, 밸류” 장.

export default {
  "listening.title": "쿼리, 키, 밸류",
  "listening.about": "ViT에서는 그림의 패치마다 누구를 들을지 고릅니다. 어떤 계산으로 고릅니까?",
  "listening.1.text":
    "ViT는 그림을 4 × 4 픽셀의 패치(patch)로 자르고, 패치 하나를 여러 개의 값, 곧 토큰(token) 하나로 바꿉니다. 어텐션(attention)에서는 토큰마다 쿼리(query, 찾는 것), 키(key, 찾아지는 것), 밸류(value, 건네는 것)를 계산합니다. 작은 그림 둘 가운데 오른쪽에서, 가운데 패치가 들을 다른 패치를 클릭하세요.",
  "listening.1.then":
    "쿼리와 키를 값마다 곱해 더하고 값의 개수의 제곱근으로 나누면 {score}입니다. 소프트맥스(softmax)가 토큰 {tokens}개(패치마다 하나, 그리고 패치가 아닌 클래스 토큰 하나)의 점수를 몫으로 바꿉니다. 이 토큰의 몫은 {share}이고, 그만큼 그 밸류를 가져옵니다.",
  "listening.2.text":
    "헤드(head) 넷이 이 일을 나란히 합니다. 그 평균을 보세요. 7에 속한 패치는 누구를 가장 많이 듣습니까? 자신입니까, 7의 다른 패치입니까, 빈 패치입니까? 고른 다음 작은 그림에서 7의 패치를 클릭하세요.",
  "listening.2.then": ({ where, most, row, column, ink, part }) =>
    `${
      {
        self: `가장 큰 몫 ${most}는 자신에게 갑니다.`,
        seven: `가장 큰 몫 ${most}는 7의 일부가 있는 ${row}행 ${column}열 패치에 갑니다.`,
        empty: `가장 큰 몫 ${most}는 비어 있는 ${row}행 ${column}열 패치에 갑니다.`,
        class: `가장 큰 몫 ${most}는 어느 패치에도 속하지 않는 클래스 토큰에 갑니다.`,
      }[where]
    } 7이 있는 패치들은 모두 합쳐 ${ink}를 받습니다. 이들은 전체 패치의 ${part}입니다.`,
  "listening.2.self": "자신",
  "listening.2.seven": "7의 다른 패치",
  "listening.2.empty": "빈 패치",
  "listening.3.text":
    "가운데 패치가 다시 묻습니다. 그림이 다른 숫자가 되면 듣는 것 가운데 얼마가 다른 곳으로 옮겨 갑니까? 고른 다음 예시에서 다른 숫자를 고르세요.",
  "listening.3.then":
    "{elsewhere}{이/가} 옮겨 갔습니다. 쿼리와 키를 만드는 가중치는 그대로입니다. 쿼리와 키는 그림에서 계산하므로 그대로가 아닙니다.",
  "listening.3.none": "하나도 옮겨 가지 않음",
  "listening.3.part": "일부가 옮겨 감",
  "listening.4.text": "한 쿼리의 어텐션 가중치를 모두 더하면 얼마입니까? 헤드 아래의 줄이 말해 줍니다.",
  "listening.4.then":
    "어느 헤드에서나 {total}입니다. 소프트맥스가 몫으로 만들기 때문입니다. 한 패치를 더 들으면 다른 패치는 덜 듣게 됩니다.",
  "listening.4.wrong": "헤드 1 아래의 “합” 줄을 읽으세요: {total}.",
  "listening.4.one": "1",
  "listening.4.tokens": "토큰의 수",
  "listening.4.any": "그림마다 다름",
  "listening.5.text":
    "이제 클래스 토큰(class token)이 묻습니다. ViT는 이 토큰에서 답을 냅니다. 보는 곳이 가장 적은 헤드는 어느 것입니까?",
  "listening.5.then":
    "헤드 {head}입니다. 몫이 모두 같다고 칠 때 토큰 {spread}개에 퍼져 있고, 가장 넓은 헤드는 {widest}개에 퍼져 있습니다. 헤드마다 듣는 방식이 다릅니다.",
  "listening.5.wrong": "네 헤드 아래의 “퍼진 정도”를 비교하세요. 가장 작은 것은 {spread}입니다.",
  "listening.5.head1": "헤드 1",
  "listening.5.head2": "헤드 2",
  "listening.5.head3": "헤드 3",
  "listening.5.head4": "헤드 4",
};
