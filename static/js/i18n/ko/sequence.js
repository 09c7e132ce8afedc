// “한 걸음씩, 또는 한꺼번에”: 순환 신경망과, 모든 행을 한꺼번에 받는 ViT.

const waits = ({ rows, waits: waiting, at }) => `${rows}행에서 ${at} ms(신경망 자체는 ${waiting} ms)`;

export default {
  title: "한 걸음씩, 또는 한꺼번에",
  lead: "[[순환 신경망|recurrent-network]]은 그림을 한 행씩 읽으며, 남는 것은 [[상태|hidden-state]]뿐입니다. ViT는 모든 행을 한꺼번에 받고, 블록마다 어느 두 행이든 이어 줄 수 있습니다. 실험은 두 가지입니다. 읽은 것을 얼마나 멀리까지 간직하는지, 그리고 그림이 길어지면 비용이 얼마나 드는지입니다.",
  busy: "측정한 것을 읽는 중…",
  rows: "RNN, LSTM, ViT를 줄에 넣고 RNN을 한 행씩 읽기",
  measured: "측정한 것",
  follows: "따라 나오는 것",
  against: "이 이야기에 맞서는 것",
  lines: {
    trained: (title) => title,
    shuffled: (title) => `${title}, 행을 섞음`,
    without: (title) => `${title}, 빈 행 없이 학습`,
  },
  blank: {
    title: "숫자 뒤의 빈 행",
    lead: ({ steps, batch }) =>
      `숫자 아래에 검은 행 k개가 이어지고, 답은 그 뒤에야 묻습니다. RNN과 LSTM은 읽은 것을 k걸음 더 간직해야 합니다. 이 ViT에서는 행 하나가 토큰 하나이며, 어디에 있든 마찬가지입니다. 셋 모두 똑같이, k마다 새로 학습했습니다. 숫자 ${batch}장씩 ${steps}걸음입니다.`,
    none: "아직 학습이 없습니다. “make study NAME=blank”로 신경망들을 학습합니다.",
    progress: ({ done, planned }) =>
      `학습 ${planned}개 중 ${done}개가 들어와 있습니다. 여기 없는 것은 아직 학습하지 않았고, 시드가 모자란 평균은 더 움직일 수 있습니다.`,
    chart: "빈 행의 수와 정답률",
    axis: "숫자 뒤의 빈 행 (k)",
    right: "테스트 숫자 정답률 (%)",
    hover: (title) => `${title}<br>빈 행 %{x}개: 정답 <b>%{y:.2f} %</b><extra></extra>`,
    caption: "신경망과 빈 행의 수마다 테스트 숫자 전체의 정답률(%), 시드들의 평균과 범위",
    network: "신경망",
    rows: (blank) => (blank ? `${blank}행` : "빈 행 없음"),
    missing: "아직 학습하지 않음",
    percent: (value) => `${value} %`,
    range: (least, most, seeds) => `${least}–${most}, 시드 ${seeds}개`,
    oneSeed: "시드 하나",
    nothing: (seeds) => `배운 것 없음, 시드 ${seeds}개`,
    one: (title, value) => `${title} ${value} %`,
    at: (blank, list) =>
      blank
        ? `빈 행 ${blank}개로 학습하고 시험한 테스트 숫자 정답률: ${list}.`
        : `빈 행이 없을 때의 테스트 숫자 정답률: ${list}.`,
    pair: (blank, mixed, plain) => `빈 행 ${blank}개에서 ${mixed} %(${plain} %)`,
    shuffled: (list) =>
      `ViT가 받는 그림의 모든 행을, 빈 행까지, 학습과 시험에서 똑같이 하나의 무작위 순서로 섞은 정답률(괄호 안은 본래 순서): ${list}.`,
    without: (blank, before, after) =>
      `빈 행 없이 학습한 다음 빈 행 ${blank}개 뒤에 물은 정답률: ${after}. 빈 행이 없으면: ${before}.`,
    follows: {
      alike: ({ title, blank }) =>
        `${title}: 빈 행이 ${blank}개일 때와 없을 때, 시드들의 범위가 겹칩니다. 이 학습들에서는 거리가 알아볼 만한 차이를 만들지 않습니다.`,
      less: ({ title, blank, points, train }) =>
        `${title}: 빈 행이 ${blank}개면 없을 때보다 정답률이 ${points}%p 낮고, 이는 시드 사이의 차이보다 큽니다. 학습에 쓴 숫자의 정답률은 ${train} %입니다. 이렇게 학습하면 그 거리 너머로는 덜 배웁니다. 읽기를 못하는 것인지 간직하는 것이 적은 것인지는 이 수치로 알 수 없습니다.`,
      unlearnt: ({ title, blanks, always, train }) =>
        `${title}, 빈 행 ${blanks.join("개와 ")}개: 배운 것이 없습니다. 어느 학습도 늘 “1”이라고만 답하는 것(${always} %)보다 자주 맞히지 못하고, 학습에 쓴 숫자에서도 마찬가지입니다(${train} %). 이 방법과 걸음 수로는 그 거리 너머로 학습되지 않았습니다. 얼마나 멀리까지 간직할 수 있는지는 이것으로 알 수 없습니다.`,
      more: ({ title, blank, points }) =>
        `${title}: 빈 행이 ${blank}개면 없을 때보다 정답률이 ${points}%p 높고, 이는 시드 사이의 차이보다 큽니다. 여기서는 거리가 방해가 되지 않습니다.`,
      without:
        "순환 신경망은 간직하도록 학습하지 않은 것을 간직할 까닭이 없습니다. “빈 행 없이 학습” 줄은 같은 가중치에 더 늦게 물은 것입니다.",
    },
    against: [
      "걸음과 학습률: 걸음 수는 모두 같고, 학습률은 둘 중 나은 쪽입니다. 걸음을 늘리거나 가중치의 시작, 학습 방법을 바꾸면 배울 수 있는 거리가 달라질 수 있습니다. 이 학습들로는 둘을 가려낼 수 없습니다.",
      "학습의 시작: 두 순환 신경망 모두 상태에서 상태로 가는 가중치가 직교 행렬이고, LSTM의 망각 게이트는 편향이 1입니다. 그 편향만 보면 게이트는 한 걸음에 기억의 0.73을 남기고, 16걸음이면 0.007, 32걸음이면 0.00004가 남습니다. LSTM이 거기서 멈추는 까닭이 이것인지는 시험하지 않았습니다.",
      "ViT는 행마다 제 값(위치 임베딩)을 따로 받으므로, 그림이 길어지면 다른 신경망이 됩니다. 순환 신경망은 어떤 길이에도 같은 가중치를 쓸 수 있으며, “빈 행 없이 학습” 줄이 그렇게 한 것입니다.",
      "ViT의 행이 어떤 순서여도 되는 것은 학습이 아니라 구조 때문입니다. 위치도 똑같이 섞으면 같은 답을 냅니다.",
      "크기도 데이터도 거리의 종류도 하나입니다. 검은 행은 새로운 것을 가져오지 않습니다. 새로운 것이 있는 행이라면 간직하기가 더 어려울 수 있습니다.",
    ],
    how: "학습한 방법",
    protocol: ({ steps, batch, heldOut }) =>
      `AdamW, 숫자 ${batch}장씩 ${steps}걸음, 기울기는 노름 1에서 자르고 가중치는 평균했으며, 그림에는 빈 행 말고는 손대지 않았습니다. 학습률은 구조와 k마다 0.001과 0.003 중 나은 쪽이며, 첫 시드의 신경망들을 따로 남겨 둔 학습 숫자 ${heldOut}장으로 재어 골랐습니다. 둘이 똑같으면 0.001입니다. 행을 섞은 ViT는 ViT의 학습률을 씁니다.`,
    rate: (blank, rate) => `빈 행 ${blank}개에서 ${rate}`,
    recipe: (title, least, most, rates) =>
      `${title}: 가중치 ${least === most ? `${least}개` : `${least}개에서 ${most}개`}, 학습률은 ${rates}.`,
  },
  cost: {
    title: "그림이 길어지면 드는 비용",
    lead: "n행짜리 그림 한 장입니다. [[곱셈-누산|macs]]에는 두 가지가 있습니다. 가중치와 그림에서 온 값을 곱하는 것은 n에 비례하고, 어텐션에만 있는 토큰과 토큰의 곱은 n²에 비례합니다. 그 곁에, 서로 기다려야 하는 곱이 몇이나 이어지는지 둡니다.",
    none: "아직 측정한 것이 없습니다. “python -m bench.cost”로 세고 잽니다.",
    groups: { label: "신경망", alike: "위 실험의 것", shipped: "함께 제공하는 것" },
    about: {
      alike: "가중치의 수가 거의 같고, ViT에서는 행 하나가 토큰 하나입니다.",
      shipped:
        "제공하는 그대로이며, 긴 그림에는 새로 만들었습니다. ViT는 다른 둘보다 훨씬 크고, 토큰은 4 × 4 픽셀 패치로 네 행마다 7개입니다.",
    },
    macsTitle: "행의 수와 곱셈-누산",
    timeTitle: "행의 수와 시간",
    rows: "그림의 행 (n)",
    macs: "곱셈-누산",
    msAxis: "밀리초",
    ms: (value) => `${value} ms`,
    parts: {
      linear: (title) => `${title}: 가중치 (∝ n)`,
      quadratic: (title) => `${title}: 토큰과 토큰 (∝ n²)`,
    },
    macsHover: (name) => `${name}<br>%{x}행: 곱셈-누산 <b>%{y:,}</b>번<extra></extra>`,
    timeHover: (name) => `${name}<br>%{x}행: <b>%{y:.3~g} ms</b><extra></extra>`,
    notWaiting: "RNN의 곱, 기다림 없이",
    caption: "신경망과 행의 수마다 두 가지 곱셈-누산, 서로 기다리는 곱, 밀리초",
    network: "신경망",
    rowsHead: (rows) => `${rows}행`,
    table: {
      linear: "가중치의 곱셈-누산",
      quadratic: "토큰과 토큰의 곱셈-누산",
      share: "뒤의 것의 비율",
      steps: "차례로 읽는 행",
      blocks: "차례로 지나는 블록",
      chain: "서로 기다리는 곱",
      ms: "밀리초",
      notWaiting: "같은 곱을 기다림 없이: ms",
    },
    formula: (linear, quadratic) =>
      quadratic ? `곱셈-누산이 ${linear} · n + ${quadratic} · n²로 늘어남` : `곱셈-누산이 ${linear} · n으로 늘어남`,
    machine: ({ cores, processor, torch, rounds, load }) =>
      `한 번 통과시키며 모듈에서 셌습니다. 시간은 코어 ${cores}개짜리 가상 서버(${processor})의 스레드 하나에서 PyTorch ${torch}로 그림을 한 장씩 넣어 잰 프로세서 시간이며, ${rounds}번의 중앙값입니다. 막대는 제1사분위수에서 제3사분위수까지입니다.${load === null ? "" : ` 그동안 코어에는 다른 일도 있었으므로(부하 ${load}) 시간이 더 길고 고르지 않습니다.`} “python -m bench.cost”로 다시 잴 수 있습니다.`,
    one: (title, value) => `${title} ${value}`,
    terms: ({ title, rows, linear, quadratic, share }) =>
      `${rows}행에서 ${title}의 곱셈-누산: 가중치 ${linear}번, 토큰과 토큰 ${quadratic}번. 뒤의 것이 전체의 ${share}입니다.`,
    turn: ({ title, rows }) =>
      rows
        ? `센 길이 가운데 ${title}의 토큰과 토큰이 가중치보다 많아지는 첫 길이는 ${rows}행입니다.`
        : `센 길이 가운데 ${title}의 토큰과 토큰이 가중치보다 많아지는 길이는 없습니다.`,
    chains: ({ first, last, before, after }) => `서로 기다려야 하는 곱의 수, ${first}행: ${before}. ${last}행: ${after}.`,
    took: (rows, list) => `${rows}행의 시간: ${list}.`,
    waiting: ({ title, first, last }) =>
      `${title}의 곱셈-누산을 모든 행에서 한꺼번에, 어느 행도 앞 행을 기다리지 않게 하면(그 답은 쓸모가 없습니다): ${waits(first)}, ${waits(last)}.`,
    follows: {
      linear: ({ title, rows, times }) =>
        `숫자 한 장의 길이인 ${rows}행에서 비용이 드는 쪽은 어텐션의 n²이 아닙니다. ${title}의 일차항이 ${times}배 큽니다.`,
      quadratic: ({ title, rows, times }) =>
        `${rows}행에서 이미 비용이 드는 쪽은 어텐션의 n²입니다. ${title}의 이차항이 일차항의 ${times}배입니다.`,
      waiting: ({ least, most }) =>
        `곱셈-누산의 수로는 걸리는 시간을 알 수 없습니다. 같은 수라도 행마다 앞 행을 기다리면 ${least}배에서 ${most}배까지 오래 걸립니다.`,
      who: ({ vit, rnn, quicker, slower, open }) =>
        [
          ...(quicker ? [`${vit}가 ${rnn}보다 빠른 길이(시간의 사분위수 범위가 겹치지 않음): ${quicker}행.`] : []),
          ...(slower ? [`${vit}가 ${rnn}보다 느린 길이(시간의 사분위수 범위가 겹치지 않음): ${slower}행.`] : []),
          ...(open ? [`${open}행에서는 두 범위가 겹치므로, 어느 쪽이 빠른지 이 시간으로는 알 수 없습니다.`] : []),
        ].join(" "),
    },
    against: [
      "스레드 하나에 그림도 한 장씩입니다. 기다리지 않아도 되는 일은 여러 코어나 그래픽 카드에 나눌 수 있는데, 그것은 재지 않았습니다. 그림이 여러 장이면 순환 신경망도 나란히 할 일이 생깁니다.",
      "시간에는 PyTorch가 작은 연산마다 들이는 품이 들어 있습니다. 하나로 컴파일한 신경망은 그 품이 덜 들며, 이 페이지가 컴파일한 형태를 쓰는 까닭입니다. 처음 네 숫자 모델의 순전파가 7.3 ms에서 2.9 ms로 줍니다(docs/measured.md). 여기의 신경망들은 컴파일하지 않고 쟀습니다.",
      "순환 신경망은 그림이 아무리 길어도 상태 하나만 간직하지만, 어텐션에는 모든 토큰이 필요합니다. 메모리는 여기서 재지 않았습니다.",
    ],
  },
};
