// @ts-check
// The only fetch and WebSocket of the page. Answers are decoded; problems become ApiError with the server's sentence.
import { decodeFrame } from "../lib/wire.js";

/** @type {(problem: any) => string} a problem document in words */
let inWords = ({ detail, title }) => detail || title;

/** What puts a problem into the page's language: main.js hands it in, since the network knows no words. */
export const sayProblems = (say) => (inWords = say);

export class ApiError extends Error {
  /** @param {any} problem RFC 9457, with `reason` and `values`; none: the server could not be reached */
  constructor({ type = "unreachable", title = "", status = 0, ...said }) {
    super(inWords({ title, ...said }));
    this.name = "ApiError";
    this.type = type;
    this.status = status;
  }
}

/** Whether an error says that the server cannot be reached; a script that does not load says it in words of the browser's own. */
export const isAway = (error) =>
  error.type === "unreachable" || (error instanceof TypeError && /\b(import|module)/i.test(error.message));

const query = (parameters) => {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters))
    for (const item of [value].flat()) if (item !== null && item !== undefined) pairs.append(key, item);
  return pairs.toString();
};

async function call(path, parameters = {}, options = {}) {
  let response;
  try {
    response = await fetch(`/api/${path}?${query(parameters)}`, options);
  } catch {
    throw new ApiError({ type: "unreachable" });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new ApiError({ ...problem, type: String(problem.type ?? "error"), status: response.status });
}

const post = { method: "POST" };
const binary = async (response) => decodeFrame(await (await response).arrayBuffer());

/** Store a picture (Blob): {id, width, height, pattern}; the last as of getPattern, where `parameters` name an input. */
export const postPicture = async (blob, parameters = {}) =>
  (await call("pictures", parameters, { ...post, body: blob, headers: { "Content-Type": blob.type || "image/png" } })).json();
export const model = async (id) => (await call(`models/${encodeURIComponent(id)}`)).json();
export const downloads = async () => (await call("downloads")).json();
const download = (method, part) => async (id) => (await call(`models/${encodeURIComponent(id)}${part}`, {}, { method })).json();
export const startDownload = download("POST", "/download");
export const cancelDownload = download("DELETE", "/download");
export const removeModel = download("DELETE", "");
export const getPattern = async (parameters) => (await call("pattern", parameters)).json();
export const trace = async (parameters) => (await call("trace", parameters, post)).json();
export const traceNpz = async (parameters) => (await call("trace.npz", parameters, post)).blob();
export const frame = (parameters) => binary(call("frame", parameters, post));
export const activation = (parameters) => binary(call("activation", parameters, post));
export const weights = (parameters) => binary(call("weights", parameters));
export const mixing = async (parameters, signal) => (await call("mixing", parameters, { ...post, signal })).json();
export const attentionEntry = async (parameters) => (await call("mixing/entry", parameters, post)).json();
export const toeplitz = async (parameters) => (await call("mixing/toeplitz", parameters)).json();
export const dense = async (parameters) => (await call("dense", parameters)).json();
export const gates = async (parameters) => (await call("gates", parameters)).json();
export const gateEntry = async (parameters) => (await call("gates/entry", parameters, post)).json();
export const scaling = async (parameters) => (await call("scaling", parameters)).json();
export const trainedScalings = async () => (await call("scaling/trained")).json();
export const mixingAttention = (parameters, signal) => binary(call("mixing/attention", parameters, { ...post, signal }));
export const mixingMatrix = (parameters, signal) => binary(call("mixing/matrix", parameters, { ...post, signal }));
export const residual = async (parameters, signal) => (await call("residual", parameters, { ...post, signal })).json();
export const residualMaps = (parameters, signal) => binary(call("residual/maps", parameters, { ...post, signal }));
export const lesion = async (parameters, signal) => (await call("residual/lesion", parameters, { ...post, signal })).json();
export const gradients = async (parameters, signal) =>
  (await call("residual/gradients", parameters, { ...post, signal })).json();
export const paths = async (parameters, signal) => (await call("residual/paths", parameters, { ...post, signal })).json();
export const reading = async (parameters, signal) => (await call("reading", parameters, { ...post, signal })).json();
export const together = async (parameters) => (await call("together", parameters, post)).json();
export const granted = async (parameters) => (await call("granted", parameters, post)).json();
export const symmetries = async (parameters) => (await call("symmetries", parameters, post)).json();
export const lineage = async () => (await call("lineage")).json();

export const squares = async (model) => (await call("receptive-field/squares", { model })).json();
export const receptiveField = (parameters, onProgress, signal) => lines("receptive-field", parameters, { signal }, onProgress);
export const shiftMap = (parameters, onProgress, signal) => lines("shift-map", parameters, { ...post, signal }, onProgress);

/**
 * NDJSON: `onProgress` gets every line but the last, which is returned. A line that is a problem is thrown.
 * @param {string} path
 * @param {object} parameters
 * @param {RequestInit} options
 * @param {(line: any) => void} onProgress
 */
async function lines(path, parameters, options, onProgress = () => {}) {
  const response = await call(path, parameters, options);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = null;
  const take = (line) => {
    if (!line.trim()) return;
    if (last) onProgress(last);
    last = JSON.parse(line);
    if (last.problem) throw new ApiError(last.problem);
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  }
  take(rest);
  return last;
}

/**
 * The live socket: `send(request)` returns false while it is down. It comes back by itself, waiting twice as long each
 * time (0.25 s … 8 s) and at once when the browser says that the network is back or the page is looked at again.
 */
export function openSocket({ onOpen, onClose, onMessage }) {
  let socket = null;
  let wait = 250;
  let timer = null;
  const connect = () => {
    clearTimeout(timer);
    timer = null;
    if (socket) return;
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`);
    socket = mine;
    mine.binaryType = "arraybuffer";
    mine.onopen = () => {
      wait = 250;
      onOpen();
    };
    mine.onmessage = ({ data }) => onMessage(data);
    mine.onclose = ({ code, reason }) => {
      if (socket !== mine) return;
      socket = null;
      onClose(code, reason);
      timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(8000, 2 * wait);
    };
  };
  const hurry = () => {
    if (timer && document.visibilityState === "visible") connect();
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
  return {
    send(request) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(request));
      return true;
    },
    /** Give up this connection (it does not answer) and make a new one. */
    restart() {
      const old = socket;
      old?.close();
      old?.onclose({ code: 0, reason: "no answer" });
    },
  };
}
