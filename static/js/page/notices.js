// @ts-check
// A calm banner for problems (it stays until dismissed or settled), the status chip, and the polite live region.
import { el, explain, icon, say } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

export function createNotices({ banner, chip, live }) {
  const text = el("span");
  banner.append(
    icon("info"),
    text,
    el("button", { type: "button", "aria-label": t("problem.dismiss"), onclick: () => hide() }, icon("close")),
  );
  const hide = () => {
    banner.hidden = true;
    banner.dataset.topic = "";
  };
  let timer = null;
  return {
    /** `topic` lets the same cause be taken back: settle("connection"). */
    problem(sentence, topic = "") {
      say(text, sentence);
      banner.dataset.topic = topic;
      banner.hidden = false;
    },
    /** The same, where nothing else is said: what is wrong with the person's own picture comes first. */
    hint(sentence, topic) {
      if (banner.hidden || banner.dataset.topic === topic) this.problem(sentence, topic);
    },
    settle(topic) {
      if (banner.dataset.topic === topic) hide();
    },
    status(status) {
      chip.dataset.status = status;
      explain(chip, t(`status.${status}.explain`));
      say(chip.querySelector("span"), t(`status.${status}`));
    },
    /** At most one announcement in a while, of the last thing that is true. */
    announce(sentence) {
      clearTimeout(timer);
      timer = setTimeout(() => say(live, sentence), 700);
    },
  };
}
