// Names and short texts that come with the server's documents, in Korean by their English. What has no entry is a name as it is.

/** @type {Record<string, string>} */
const NAMES = {
  // stages
  "all maps": "모든 지도",
  attention: "어텐션",
  average: "평균",
  block: "블록",
  "block's input": "블록의 입력",
  branch: "가지",
  conv: "합성곱",
  depthwise: "채널별",
  gates: "게이트",
  "head maps": "출력 지도",
  row: "행",
  hidden: "은닉",
  layer: "층",
  logits: "로짓",
  norm: "정규화",
  patches: "패치",
  pointwise: "위치별",
  "+ position": "+ 위치",
  pool: "풀링",
  // models of left or right
  "CNN 7, circular": "CNN 7, 순환 패딩",
  "CNN 7 circular": "CNN 7 순환 패딩",
  "CNN 23, circular": "CNN 23, 순환 패딩",
  "CNN 7, zeros": "CNN 7, 0 패딩",
  "CNN 7 zeros": "CNN 7 0 패딩",
  "CNN 7, valid": "CNN 7, 패딩 없음",
  "CNN 7, flattened": "CNN 7, 펼침",
  "CNN 7, coordinates": "CNN 7, 좌표",
  "CNN 23, zeros": "CNN 23, 0 패딩",
  "CNN 23, valid": "CNN 23, 패딩 없음",
  "Letter A": "글자 A",
  "Letter B": "글자 B",
  "ViT, no positions": "ViT, 위치 없음",
  "pairs of glyphs, 1,000 training pictures": "글자 쌍, 학습 그림 1,000장",
  stem: "줄기",
  transition: "전이",
  // weights as pictures
  "1x1 columns": "1x1 합성곱",
  "1x1 columns of the head": "출력의 1x1 합성곱",
  "1x1 columns of the transition": "전이의 1x1 합성곱",
  "1x1 over all before": "앞선 모든 것에 대한 1x1",
  "cross-patch matrix": "패치 사이 행렬",
  "input weights": "입력 가중치",
  kernels: "커널",
  "kernels of layer": "층별 커널",
  "kernels of the stem": "줄기의 커널",
  "narrowing 1x1 columns": "좁히는 1x1 합성곱",
  "patch filters": "패치 필터",
  "second kernels": "두 번째 커널",
  "similarity of positions": "위치의 유사도",
  "spatial gating matrix": "공간 게이트 행렬",
  "thin filters": "얇은 필터",
  "token mixing": "토큰 믹싱",
  // models
  "CNN, circular": "CNN, 순환 패딩",
  "CNN, shifted": "CNN, 이동",
  "MLP, shifted": "MLP, 이동",
  "Mixer, shifted": "Mixer, 이동",
  "Plain 20, no norm": "Plain 20, 정규화 없음",
  "ResMLP, shifted": "ResMLP, 이동",
  "ResNet 20, shifted": "ResNet 20, 이동",
  "ViT, shifted": "ViT, 이동",
  "gMLP, shifted": "gMLP, 이동",
  "MNIST, 60,000 training pictures": "MNIST, 학습 그림 60,000장",
  "Tiny ImageNet, 100,000 training pictures": "Tiny ImageNet, 학습 그림 100,000장",
  // samples
  Zero: "숫자 0",
  One: "숫자 1",
  Two: "숫자 2",
  Three: "숫자 3",
  Four: "숫자 4",
  Five: "숫자 5",
  Six: "숫자 6",
  Seven: "숫자 7",
  Eight: "숫자 8",
  Nine: "숫자 9",
  "Four, on paper": "종이에 쓴 4",
  Spiral: "나선",
  "Smiley in chalk": "분필로 그린 웃는 얼굴",
  Jellyfish: "해파리",
  Ladybug: "무당벌레",
  "Cup of coffee": "커피 한 잔",
  Lighthouse: "등대",
  Lemons: "레몬",
  "School bus": "스쿨버스",
  Bananas: "바나나",
  Oranges: "오렌지",
  Goldfish: "금붕어",
  Cat: "고양이",
  Apple: "사과",
  Balloon: "열기구",
  Daisy: "데이지",
  Honeycomb: "벌집",
  Shapes: "도형",
  "Chelsea the cat": "고양이 첼시",
  "Rocket before its launch": "발사를 앞둔 로켓",
  // steps of the lineage, and their ideas
  "Stack of 3x3 filters": "3x3 필터 쌓기",
  "Batch norm": "배치 정규화",
  "Pre-activation": "선활성화",
  "Squeeze-and-excitation": "스퀴즈-엑사이테이션",
  "Every unit has a weight for every pixel; nothing in it knows which pixels are neighbours.":
    "모든 유닛이 모든 픽셀에 가중치를 가집니다. 어느 픽셀이 이웃인지 아는 것이 없습니다.",
  "One small filter serves every position, and many layers of them see far.":
    "작은 필터 하나가 모든 위치에서 쓰이고, 여러 층을 쌓으면 멀리 봅니다.",
  "Each channel is centred and scaled by its own statistics after every convolution.":
    "합성곱마다 그 뒤에서 채널마다 자기 통계로 중심과 크기를 맞춥니다.",
  "A block learns what to add to its input; a skip connection hands the input on around it.":
    "블록은 입력에 무엇을 더할지 배웁니다. 스킵 연결(skip connection)이 입력을 블록 옆으로 건넵니다.",
  "Norm and ReLU move into the branch, so that the skip connections are free from end to end.":
    "정규화와 ReLU가 가지 안으로 들어가서, 스킵 연결이 처음부터 끝까지 비어 있습니다.",
  "What a layer finds is not added to what was there but set beside it, for all later layers to read.":
    "층이 찾은 것을 있던 것에 더하지 않고 옆에 놓아, 뒤의 모든 층이 읽습니다.",
  "The whole picture decides how loud each channel is.": "그림 전체가 채널마다 얼마나 강할지 정합니다.",
  "Space and channels are mixed one after the other: a thin filter per channel, then a 1x1 convolution.":
    "공간과 채널을 차례로 섞습니다. 채널마다 얇은 필터 하나, 그다음 1x1 합성곱입니다.",
  "One number makes depth, width and resolution grow together.": "수 하나로 깊이, 너비, 해상도를 함께 키웁니다.",
  "Patches become tokens, and each chooses from the picture which others it listens to.":
    "패치가 토큰이 되고, 저마다 어느 토큰을 들을지 그림에서 고릅니다.",
  "An MLP across the patches takes the place of attention: the same mixing for every picture.":
    "패치를 가로지르는 MLP가 어텐션을 대신합니다. 섞는 가중치는 어느 그림에서나 같습니다.",
  "One matrix is enough to mix the patches: no hidden layer, no activation function.":
    "행렬 하나면 패치를 섞기에 충분합니다. 은닉층도 활성화 함수도 없습니다.",
  "Half of the channels, mixed over the patches, gate the other half.":
    "채널의 절반을 패치에 걸쳐 섞어 나머지 절반을 여닫습니다.",
  // families
  "Convolution in full": "온전한 합성곱",
  "Depthwise separable": "깊이별 분리 합성곱",
  "Circulant Mixer (CCS)": "순환 Mixer (CCS)",
  "Local, axial and shifted MLPs": "국소, 축별, 이동 MLP",
  "space and channels mixed at once by 3x3 kernels": "3x3 커널이 공간과 채널을 한꺼번에 섞음",
  "a thin filter per channel, then 1x1 columns": "채널마다 얇은 필터 하나, 그다음 1x1 합성곱",
  "every layer gets the maps of all layers before it": "모든 층이 앞선 모든 층의 지도를 받음",
  "the whole picture decides how loud each channel is": "그림 전체가 채널마다 얼마나 강할지 정함",
  "depth, width and resolution scaled together": "깊이, 너비, 해상도를 함께 키움",
  "each patch computes from the picture whom it listens to": "패치마다 누구를 들을지 그림에서 계산함",
  "patches mixed by one learned MLP, the same for every picture":
    "학습된 MLP 하나가 패치를 섞음. 가중치는 어느 그림에서나 같음",
  "one matrix mixes the patches, without a hidden layer": "은닉층 없이 행렬 하나가 패치를 섞음",
  "half of the channels, mixed over the patches, gate the other half": "채널의 절반을 패치에 걸쳐 섞어 나머지 절반을 여닫음",
  "token mixing forced to treat every place alike": "모든 위치를 똑같이 다루도록 제한한 토큰 믹싱",
  "patches mixed along rows, columns or by shifts, at any picture size":
    "행이나 열을 따라, 또는 옮겨서 패치를 섞음. 그림의 크기를 가리지 않음",
  "an average of the neighbours in place of all mixing; its authors: the block matters more than the mixer":
    "이웃의 평균이 모든 섞기를 대신함. 섞는 방법보다 블록이 중요하다는 것이 논문의 주장",
  // where published figures stand
  "the paper's comparison of full and separable convolutions": "온전한 합성곱과 분리 합성곱을 비교한 논문의 표",
  "its repository liuzhuang13/DenseNet: top-1 error 25.0": "저장소 liuzhuang13/DenseNet: 1순위 오류 25.0",
  "its repository liuzhuang13/DenseNet: top-1 error 23.6": "저장소 liuzhuang13/DenseNet: 1순위 오류 23.6",
  "its repository liuzhuang13/DenseNet: top-1 error 22.5": "저장소 liuzhuang13/DenseNet: 1순위 오류 22.5",
  "its repository liuzhuang13/DenseNet: top-1 error 22.2": "저장소 liuzhuang13/DenseNet: 1순위 오류 22.2",
  "the paper's re-implementation: top-1 error 24.80": "논문의 재구현: 1순위 오류 24.80",
  "the paper's table, beside its re-implemented ResNet-50: top-1 error 23.29":
    "재구현한 ResNet-50과 나란히 놓은 논문의 표: 1순위 오류 23.29",
  "the paper: top-1 error 25.3, from 28.4 without gates": "논문: 1순위 오류 25.3, 게이트가 없으면 28.4",
  "repository hujie-frank/SENet: top-1 error 18.68": "저장소 hujie-frank/SENet: 1순위 오류 18.68",
  "Table 2 of version 3; later papers cite 77.1": "3판의 표 2. 뒤의 논문들은 77.1로 인용",
  "Table 2 of version 3": "3판의 표 2",
  "Table 2 of version 3; later papers cite 84.3": "3판의 표 2. 뒤의 논문들은 84.3으로 인용",
  "Table 5, fine-tuned at 384 px": "표 5, 384 px에서 미세 조정",
  "Table 3: from scratch at 224 px, with the Mixer's recipe": "표 3: 224 px에서 처음부터, Mixer의 학습 방법으로",
  "Tables 2 and 3, 224 px": "표 2와 표 3, 224 px",
  "Table 3, 224 px": "표 3, 224 px",
  "Table 2": "표 2",
  "Table 6": "표 6",
  "README of its code": "코드의 README",
  "Table 3": "표 3",
  "Table 3: larger, and worse without more data": "표 3: 더 크지만, 데이터가 더 없으면 더 나쁨",
  "Table 2, 448 px": "표 2, 448 px",
  "the paper's ImageNet table": "논문의 ImageNet 표",
  "the paper's ablation: a bag of patches": "논문의 절제 실험: 패치 모음",
  "the paper, beside 77.2 for its own Mixer-B/16": "논문, 자체 Mixer-B/16의 77.2와 나란히",
  "the paper's ImageNet table, 224 px": "논문의 ImageNet 표, 224 px",
  "repository sail-sg/poolformer": "저장소 sail-sg/poolformer",
  "MobileNet with full convolutions": "온전한 합성곱을 쓴 MobileNet",
  "ViT-B/16, modern recipe": "ViT-B/16, 새로운 학습 방법",
  "Mixer-B/16, from ImageNet-21k": "Mixer-B/16, ImageNet-21k에서",
  "Mixer-H/14, from JFT-300M": "Mixer-H/14, JFT-300M에서",
  "ResMLP-S12 without mixing of patches": "ResMLP-S12, 패치를 섞지 않음",
  "Mixer-B/16 with CCS": "CCS를 쓴 Mixer-B/16",
  "ImageNet-1k top-1 accuracy in percent on the validation set, one picture size and one crop unless the row says otherwise. Errors are given as 100 minus error. Each row names where its figures stand; papers train by different recipes, so rows of different papers do not compare architectures alone.":
    "ImageNet-1k 검증 집합의 1순위 정확도(%)입니다. 행에 다른 말이 없으면 그림 크기 하나, 자르기 하나입니다. 오류로 발표된 값은 100에서 빼서 적었습니다. 행마다 수치의 출처를 밝혔습니다. 논문마다 학습 방법이 다르므로, 다른 논문의 행끼리는 구조만 비교하는 것이 아닙니다.",
};

const DIGITS = /^(MLP|CNN|ViT|Mixer|ResMLP), ([\d,]+) digits(, shifted)?(?:, after ([\d,]+) steps)?$/;
const NARROW = /^(.+), narrow$/;
const LEFT_OUT =
  /^one (block|branch) left out(?: of its sum)? at a time, ([\d,]+) (test pictures|pictures that no training has seen), percent right$/;
const AVERAGED = /^mean over the ([\d,]+) test pictures of MNIST, centred, by their true class; three digits$/;
const PART = /^MNIST, ([\d,]+) of its training pictures$/;

/** The networks of the studies, whose names are made of numbers; undefined for another text. */
function ofStudy(text) {
  const [, form, digits, shifted, steps] = DIGITS.exec(text) ?? [];
  if (form) return `${form}, 숫자 ${digits}개${shifted ? ", 이동" : ""}${steps ? `, ${steps}단계 뒤` : ""}`;
  const [, narrow] = NARROW.exec(text) ?? [];
  if (narrow) return `${narrow}, 좁음`;
  const [, pictures] = PART.exec(text) ?? [];
  return pictures && `MNIST, 학습 그림 가운데 ${pictures}장`;
}

/** How something on a card was measured; undefined for another text. */
function ofMeasuring(text) {
  const [, part, pictures, kind] = LEFT_OUT.exec(text) ?? [];
  const seen = kind === "test pictures" ? "테스트 그림" : "학습에 쓰이지 않은 그림";
  if (part) return `${part === "block" ? "블록을" : "가지를"} 한 번에 하나씩 빼고 ${seen} ${pictures}장에서 맞힌 비율(%)`;
  const [, averaged] = AVERAGED.exec(text) ?? [];
  return averaged && `가운데 놓인 MNIST 테스트 그림 ${averaged}장을 맞는 클래스별로 평균, 세 자리`;
}

/** Classes of shipped models; those of photographs are the data set's own. */
const CLASSES = { "A left": "A 왼쪽", "A right": "A 오른쪽" };

export default {
  /** @param {string} label */
  classNamed: (label) => (Object.hasOwn(CLASSES, label) ? CLASSES[label] : label),
  /** "conv 3" by "conv": the number stays. @param {string} text */
  named(text) {
    const [, name, number] = /^(.*?)( \d+)?$/s.exec(text);
    return (
      NAMES[text] ?? ofStudy(text) ?? ofMeasuring(text) ?? (Object.hasOwn(NAMES, name) ? NAMES[name] + (number ?? "") : text)
    );
  },
};
