// What two lines of code have in common, and what is new (pure).

/** "return self.act2(x + skip)" -> its words, brackets and spaces. */
export const tokens = (text) => text.match(/\w+|\s+|[^\w\s]/g) ?? [];

const KEPT = 0.5; // of the words of two lines that are one line with a change in it

/**
 * Two lines -> [{text, kept}] for each of them: the longest common subsequence of their words is kept, the rest differs.
 * Neighbouring pieces of one kind are joined; a space between two pieces that differ goes with them. Of two lines that have little
 * in common all differs: what they share by chance would only look like a meaning.
 */
export function difference(before, after) {
  const [a, b] = [tokens(before), tokens(after)];
  const length = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  }
  const [left, right] = [[], []];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      left.push({ text: a[i++], kept: true });
      right.push({ text: b[j++], kept: true });
    } else if (j >= b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1]))
      left.push({ text: a[i++], kept: false });
    else right.push({ text: b[j++], kept: false });
  }
  const isWord = ({ text }) => text.trim() !== "";
  const kept = right.filter((piece) => isWord(piece) && piece.kept).length;
  if (kept < KEPT * Math.max(a.filter((text) => text.trim()).length, right.filter(isWord).length))
    return [before, after].map((text) => [{ text, kept: false }]);
  return [joined(left), joined(right)];
}

function joined(pieces) {
  const filled = pieces.map((piece, i) =>
    /^\s+$/.test(piece.text) && pieces[i - 1]?.kept === false && pieces[i + 1]?.kept === false
      ? { ...piece, kept: false }
      : piece,
  );
  const out = [];
  for (const { text, kept } of filled) {
    if (out.at(-1)?.kept === kept) out.at(-1).text += text;
    else out.push({ text, kept });
  }
  return out;
}

/** "return x  # why" -> the statement without its comment. */
export const statement = (text) => text.split("  #")[0];
