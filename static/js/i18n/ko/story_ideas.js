// 이야기, “아이디어 하나씩” 장.

export default {
  "ideas.title": "아이디어 하나씩",
  "ideas.about": "DenseNet, 스퀴즈-엑사이테이션, MobileNet, EfficientNet은 각각 무엇을 바꾸었습니까?",
  "ideas.1.text":
    "DenseNet에서는 한 층의 지도를 앞선 지도에 더하지 않고 옆에 놓습니다. 줄기(stem)가 지도 {stem}장을 만들고, 층마다 {grown}장씩 덧붙입니다. “{layer}”{은/는} 몇 장을 읽습니까? 고른 다음 “밀집 연결” 탭을 고르세요.",
  "ideas.1.then":
    "{gets}장입니다. 줄기의 지도와 앞선 두 층의 지도입니다. 이것이 이어붙이기(concatenation)이고, ResNet은 더합니다. 앞의 층이 찾은 것은 그대로 남아서 같은 블록의 뒤의 층이 모두 읽습니다.",
  "ideas.1.stem": "24",
  "ideas.1.one": "36",
  "ideas.1.all": "48",
  "ideas.2.text":
    "스퀴즈-엑사이테이션(squeeze-and-excitation)은 지도마다 평균을 내고, 작은 층 둘이 거기에서 채널마다 게이트(gate), 곧 0과 1 사이의 값을 계산해 지도에 곱합니다. 7이 움직이면 어느 쪽이 덜 변하겠습니까? 고른 다음 오른쪽으로 네 픽셀 끌어 보세요.",
  "ideas.2.then":
    "게이트는 {gates}만큼, “{block}”의 지도는 {maps}만큼 변했습니다. 게이트는 모든 자리의 평균에서 나옵니다. 그래서 한 채널이 그림 전체에서 얼마나 강한지를 말할 뿐, 어디인지는 말하지 않습니다.",
  "ideas.2.gates": "게이트",
  "ideas.2.maps": "지도",
  "ideas.3.text":
    "MobileNet은 합성곱을 나눕니다. 채널마다 얇은 필터 하나가 공간(그림 속의 자리들)을 섞고, 그다음 1 × 1 합성곱이 채널(한 자리에서 찾은 것들)을 섞습니다(“{stage}”). 온전한 합성곱과 비교하면 비용이 얼마나 됩니까? 고른 다음 “분리 합성곱” 탭을 고르세요.",
  "ideas.3.then":
    "곱셈-누산의 {ratio}, 약 {times}분의 1입니다. 출력 채널이 N개, 필터가 K × K이면 1/N + 1/K²입니다. 뒤에 나올 Mixer도 공간과 채널을 따로, 패치에서 섞습니다.",
  "ideas.3.half": "약 2분의 1",
  "ideas.3.quarter": "약 4분의 1",
  "ideas.3.eighth": "약 8분의 1",
  "ideas.4.text":
    "EfficientNet은 수 φ 하나로 신경망의 깊이와 폭, 그림의 해상도를 한꺼번에 키웁니다. 슬라이더 “φ”를 1 이상으로 옮기세요.",
  "ideas.4.then":
    "φ = {phi}: 층은 {depth}배, 채널은 {width}배, 한 변의 픽셀은 {resolution}배입니다. 곱셈-누산은 {macs}번으로 φ = 0의 {times}배입니다. 규칙으로는 {expected}배인데, 블록과 채널이 정수여서 꼭 맞지는 않습니다.",
  "ideas.5.text":
    "DenseNet, SE-ResNet, MobileNet 가운데 한 단계에서 공간을, 다른 단계에서 채널을 섞는 것은 어느 것입니까? 지도 아래의 색이 있는 낱말이 말해 줍니다.",
  "ideas.5.then":
    "{a}입니다. “{first}”{은/는} 공간만, “{second}”{은/는} 채널만 섞습니다. 다른 둘에는 공간만 섞는 단계가 없습니다.",
  "ideas.5.wrong": "“공간”과 “채널”이 번갈아 나오는 줄을 찾으세요. {a}의 줄입니다.",
  "ideas.6.text": "이제 φ는 2입니다. 이 신경망에는 φ = 0의 약 몇 배의 곱셈-누산이 듭니까?",
  "ideas.6.then":
    "{times}배, 곱셈-누산 {macs}번입니다. 규칙으로는 {expected}배입니다. 규칙은 사진에서 찾은 것이고, 여기서는 블록과 채널을 있는 그대로 셉니다.",
  "ideas.6.wrong": "“φ = 0과 비교한 MACs” 줄을 읽으세요: {times}배입니다.",
  "ideas.6.two": "2배",
  "ideas.6.three": "3배",
  "ideas.6.five": "5배",
};
