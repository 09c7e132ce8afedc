// @ts-check
// The page /room: opens a room and shows its code, or joins one.
import { translate, words } from "./i18n/i18n.js";
import { openRoom } from "./net/api.js";
import { find, say } from "./ui/dom.js";

const TEXT = await words("room");
document.title = TEXT.documentTitle;
translate(document, TEXT);
const place = (name) => find(`[data-el="${name}"]`);

place("open").addEventListener("click", async () => {
  const button = place("open");
  button.disabled = true;
  try {
    show(await openRoom());
  } catch (error) {
    say(place("problem"), error.message);
    button.disabled = false;
  }
});

place("open").disabled = false; // there is somebody to listen now

function show({ code, address, reachable, qr, lead }) {
  say(place("code"), TEXT.opened({ code }));
  say(place("address"), address);
  place("qr").src = qr;
  place("qr").alt = TEXT.qr({ code });
  say(place("problem"), reachable ? "" : TEXT.onlyHere);
  place("start").href = `./#room=${code}&lead=${lead}`;
  place("opened").hidden = false;
  place("open").hidden = true;
  place("start").focus();
}

place("join").addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `./#room=${place("typed").value.trim().toUpperCase()}`;
});
