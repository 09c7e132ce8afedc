// The way back to what the page showed before a view led away from it, in Korean.
import { ko } from "../../lib/particles.js";

export default {
  /** `titles`: the models that stood in the rows. */
  back: (titles) => ko`${titles.join(", ")}{으로/로} 돌아가기`,
  why: (titles) => `지금 나란히 보이는 것: ${titles.join(", ")}.`,
};
