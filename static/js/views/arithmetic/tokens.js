// What a token is called: a patch by its place, or one of the few before them. Pure.
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.attention;

/** `prefix` tokens before the patches, which stand in lines of `columns`. */
export function tokenName(token, { prefix, columns }) {
  if (token >= prefix) return text.patch(Math.floor((token - prefix) / columns), (token - prefix) % columns);
  return prefix === 1 ? text.classToken : text.token(token);
}
