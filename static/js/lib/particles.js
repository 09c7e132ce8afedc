// Korean particles, which depend on the sound before them: after Hangul, after numbers as they are read, after names in Latin letters.

const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]; // in the order of the code points
const FINAL_OF_DIGIT = ["ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", ""]; // 영 일 이 삼 사 오 육 칠 팔 구
const FINAL_OF_LETTER = { L: "ㄹ", R: "ㄹ", M: "ㅁ", N: "ㄴ" }; // 엘 알 엠 엔: the others end in a vowel
const FINAL_OF_UNIT = { px: "ㄹ" }; // 픽셀

/** The final consonant of a word as it is read aloud; "" where it ends in a vowel. */
function finalOf(text) {
  const word = /[\p{L}\p{N}%]*$/u.exec(text.replace(/\s*\([^()]*\)$/, "").replace(/[^\p{L}\p{N}%]+$/u, ""))[0];
  const last = word.at(-1) ?? "";
  const unit = /[A-Za-z]+$/.exec(word)?.[0] ?? "";
  if (/[가-힣]/.test(last)) return FINALS[(last.charCodeAt(0) - 0xac00) % 28];
  if (/\d/.test(last)) return FINAL_OF_DIGIT[Number(last)];
  if (unit in FINAL_OF_UNIT) return FINAL_OF_UNIT[unit];
  return /[A-Z]$/.test(unit) || unit.length === 1
    ? (FINAL_OF_LETTER[last.toUpperCase()] ?? "")
    : finalOfEnglish(unit.toLowerCase());
}

/** As such words are written in Hangul: 모델, 채널, 토큰, 넷, 블록, but 믹서, 패치, 시프트. */
function finalOfEnglish(word) {
  if (/(?:l|le)$/.test(word)) return "ㄹ";
  if (/(?:m|n|ng|me|ne)$/.test(word)) return "ㄴ";
  return /(?:^|[^aeiou])[aeiou](?:[ptc]|ck)$/.test(word) ? "ㄱ" : "";
}

/**
 * Each "{은/는}" becomes the one of the two that fits the word before it.
 * @param {string} text
 */
export const withParticles = (text) =>
  text.replace(/\{([가-힣]+)\/([가-힣]+)\}/g, (_, closed, open, at, whole) => {
    const final = finalOf(whole.slice(0, at));
    return final === "" || (final === "ㄹ" && closed === "으로") ? open : closed;
  });

/**
 * The same for a template: ko`${title}{은/는} 남습니다`.
 * @param {TemplateStringsArray} strings
 * @param {...any} values
 */
export const ko = (strings, ...values) => withParticles(String.raw({ raw: strings }, ...values));
