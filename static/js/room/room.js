// @ts-check
// A room for a class: the leader's page is followed by all others, who may look around by themselves and come back.
import { words } from "../i18n/i18n.js";
import { atMostEvery } from "../lib/at_most.js";
import { openRoomLine } from "../net/room_line.js";
import { find, stylesheet } from "../ui/dom.js";
import { createLeaderBar } from "./leader_bar.js";
import { createSeen, isShared, viewOf } from "./seen_view.js";
import { createFollowerStrip } from "./follower_strip.js";
import { createNicknameField } from "./nicknames.js";
import { createPointer, followPointer } from "./pointer.js";
import { createRefusal } from "./refusal.js";

const TEXT = await words("room");
const PAUSE = 33; // ms between two views of a leader who drags

const randomText = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Who this page is in the room, the same after a reload; a secret that came with the address is taken out of it. */
function ownSelf(store) {
  const { room: code, lead } = store.get();
  const place = `mixscope:room:${code}`;
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "{}");
  const self = { member: kept.member ?? randomText(), lead: lead ?? kept.lead ?? null, nickname: kept.nickname ?? "" };
  const keep = (more) => sessionStorage.setItem(place, JSON.stringify(Object.assign(self, more)));
  keep({});
  if (lead) store.set({ lead: null });
  return { code, keep, ...self };
}

/**
 * `store`, `frames` of page/frames.js, `shown()` the models on the page, `hold(on)` while the pattern moves.
 * Returns {follows(), leads()}.
 * @param {any} page
 */
export function enterRoom({ store, frames, shown, hold }) {
  const self = ownSelf(store);
  stylesheet("room");
  return self.lead ? lead(self, { store, frames, shown }) : follow(self, { store, frames, hold });
}

/** What a leader's page remembers of its room for a server that is started again. @param {string} code */
function createKept(code) {
  const place = `mixscope:room:${code}:again`;
  return {
    get: () => JSON.parse(sessionStorage.getItem(place) ?? "null"),
    set({ leads, nicknames, question }) {
      const { kind, text, choices, open, shown } = question ?? {};
      const again = { leads, nicknames, question: question && { kind, text, choices, open, shown } };
      sessionStorage.setItem(place, JSON.stringify(again));
    },
  };
}

function lead(self, { store, frames, shown }) {
  const kept = createKept(self.code);
  const show = () => {
    refusal.tell("show", { view: viewOf(store.get()), frame: frames.query() });
  };
  const soon = atMostEvery(PAUSE, show);
  let here = false;
  const line = openRoomLine(self.code, () => ({ member: self.member, lead: self.lead, again: kept.get() }), {
    onRoom(room) {
      bar.show(room);
      kept.set(room);
      if (!here) show(); // after a break, too
      here = true;
    },
    onView() {}, // of a second leader: leaders do not follow
    onPointer() {},
    onFrame() {},
    onProblem: (error) => (here ? refusal.show(error.message) : bar.note(error.message)),
    onAway(opened) {
      here = false;
      bar.note(opened ? TEXT.away : TEXT.noSocket);
    },
  });
  const refusal = createRefusal(line.tell);
  const bar = createLeaderBar({ self, tell: refusal.tell, refusal: refusal.element, shown });
  find(".page").before(bar.element);
  store.onChange((state, changed) => changed.some(isShared) && soon());
  followPointer((at) => here && line.tell("point", { at }));
  return { follows: () => false, leads: () => true };
}

function follow(self, { store, frames, hold }) {
  let room = null; // as the server told it last
  let serial = null; // of the leader's view that was told last
  const seen = createSeen(store, { follows: () => Boolean(room?.leads), hold, onTurn: () => strip.show(told()) });
  const told = () => ({ room, around: seen.around, mine: seen.mine });
  const pointer = createPointer();
  const line = openRoomLine(self.code, () => ({ member: self.member, lead: null }), {
    onRoom(next) {
      const called = room && !room.leads && next.leads; // the leader calls everybody back
      room = next;
      if (called) seen.comeBack();
      else seen.show();
      strip.show(told());
    },
    onView(told) {
      serial = told.serial;
      seen.show(told.view);
    },
    onPointer: (at) => (seen.follows() ? pointer.show(at) : pointer.hide()),
    onFrame: (frame) => seen.follows() && frames.take(frame, frame.seq === serial),
    onProblem(error) {
      if (error.type === "room-unknown") return strip.note(room ? TEXT.waiting : error.message);
      return room ? refusal.show(error.message) : strip.note(error.message);
    },
    onNickname: (told) => nickname.called(told),
    onAway(opened) {
      nickname.away();
      strip.note(opened ? TEXT.away : TEXT.noSocket);
    },
  });
  const refusal = createRefusal(line.tell);
  const nickname = createNicknameField({ tell: refusal.tell, keep: self.keep, kept: self.nickname });
  const strip = createFollowerStrip({
    nickname,
    refusal: refusal.element,
    tell: refusal.tell,
    comeBack: seen.comeBack,
    goBack: seen.goBack,
    handIn: () => refusal.tell("hand-in", { view: viewOf(store.get()), note: "" }),
    leave() {
      sessionStorage.removeItem(`mixscope:room:${self.code}`);
      store.set({ room: null });
      store.link(); // writes the address
      location.reload();
    },
  });
  find(".page").before(strip.element);
  return { follows: seen.follows, leads: () => false };
}
