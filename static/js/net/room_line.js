// @ts-check
// The connection to a room: joins again by itself after every break.
import { receive } from "./frames.js";
import { ApiError, openSocket } from "./api.js";

/**
 * `join()` {member, lead, again}; `onRoom`, `onView`, `onPointer`, `onFrame`, `onNickname` as in docs/wire.md, `onProblem(ApiError)`, `onAway(whether it was there before)`. Returns {tell(deed, more)},
 * which is false while there is no connection.
 * @param {string} code
 * @param {any} join
 * @param {any} handlers
 */
export function openRoomLine(code, join, { onRoom, onView, onPointer, onFrame, onNickname, onProblem, onAway }) {
  let joined = false; // by the connection that there is
  let refused = false;
  const heard = {
    room(room) {
      joined = true;
      onRoom(room);
    },
    view: onView,
    pointer: ({ at }) => onPointer(at),
    nickname: ({ nickname }) => onNickname?.(nickname),
    problem({ problem }) {
      refused = !joined;
      onProblem(new ApiError(problem));
    },
  };
  let opened = false;
  const socket = openSocket({
    path: `rooms/${encodeURIComponent(code)}/live`,
    onOpen() {
      opened = true;
      socket.send(join());
    },
    onClose() {
      if (!refused) onAway(opened); // else the server is there, and has said why it does not let us in
      joined = refused = false;
    },
    onMessage(data) {
      if (typeof data !== "string") return onFrame(receive(data));
      const message = JSON.parse(data);
      heard[message.say]?.(message);
    },
  });
  return { tell: (deed, more = {}) => socket.send({ do: deed, ...more }) };
}
