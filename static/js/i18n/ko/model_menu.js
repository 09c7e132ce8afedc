// What the list of models says, in Korean.
import { megabytes } from "../../lib/format.js";
import { ko } from "../../lib/particles.js";

export default {
  explain: {
    shipped: "나란히 놓을 모델을 고르세요.",
    offered:
      "미리 학습된 모델들입니다. 한 번 내려받으면 이 서버를 쓰는 모두가 그 안을 볼 수 있습니다. 내려받으려면 인터넷이 필요하고, 인터넷이 없어도 이미 있는 모델은 볼 수 있습니다.",
  },
  elsewhere: (tier) => `“${tier}” 모델이 아직 화면에 없습니다. 이곳에 있는 것을 고를 때까지 지금 것을 계속 보여 줍니다.`,
  unreachable: "인터넷 없음: 마지막 시도가 허브에 닿지 못했습니다. 이미 있는 것은 그대로 쓸 수 있습니다.",
  size: (count) => `${megabytes(count)} MB`,
  facts: (parameters, licence) => `가중치 ${(parameters / 1e6).toFixed(1)} M · ${licence}`,
  accuracy: ({ top1, top1_side: side, top1_source: source }) =>
    source ? `${side} × ${side} 픽셀에서 ImageNet 검증 그림의 ${top1.toFixed(1)} %를 맞힙니다. 발표된 값: ${source}.` : "",
  from: (repository) => `가중치는 Hugging Face 허브의 ${repository}에서 왔습니다.`,
  download: (size) => `내려받기 ${size}`,
  downloadLabel: (title, size) => `${title} 내려받기, ${size}`,
  waiting: "차례를 기다리는 중",
  asking: "허브에 묻는 중",
  progress: (count, of, speed) => `${megabytes(of)} MB 중 ${megabytes(count)} MB${speed ? ` · ${megabytes(speed)} MB/s` : ""}`,
  progressLabel: (title) => `${title} 내려받는 중`,
  checking: "확인하는 중",
  opening: "여는 중",
  cancel: "취소",
  cancelLabel: (title) => `${title} 내려받기 취소`,
  again: "다시 시도",
  absent: "이곳에 없음",
  remove: "지우기",
  removeLabel: (title) => ko`이 서버에서 ${title}{을/를} 지우기`,
  other: "timm의 다른 모델",
  otherHint: "구조.태그, 예: resnet10t.c3_in1k",
  get: "내려받기",
  here: (title) => ko`${title}{이/가} 왔습니다. 고르면 안을 볼 수 있습니다.`,
  missing: (title, sentence) => `${title}: ${sentence}`,
};
