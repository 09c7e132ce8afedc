// @ts-check
// The only fetch and WebSocket of the page. Answers are decoded; problems become ApiError with the server's sentence.
import { home, socketAt } from "../lib/address.js";
import { classInWords, receive } from "./frames.js";
import { unpacker, unpacks } from "./unpacking.js";

/** @type {(problem: any) => string} a problem document in words; without `reason` and `detail` it is none of the server's */
let inWords = ({ detail, title }) => detail || title;

/** What puts a problem into the page's language: main.js hands it in, since the network knows no words. */
export const sayProblems = (say) => (inWords = say);

export class ApiError extends Error {
  /** @param {any} problem RFC 9457, with `reason` and `values`; none: the server could not be reached */
  constructor({ type = "unreachable", title = "", status = 0, ...said }) {
    super(inWords({ title, status, ...said }));
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

/** Says that this is the own page, also to a server that a proxy calls by another name: no page of another site may send it. */
const OWN = { "X-Requested-With": "mixscope" };

async function call(path, parameters = {}, options = {}) {
  let response;
  try {
    response = await fetch(`api/${path}?${query(parameters)}`, { ...options, headers: { ...OWN, ...options.headers } });
  } catch {
    throw new ApiError({ type: "unreachable" });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new ApiError({ ...problem, type: String(problem.type ?? foreign(response)), status: response.status });
}

/** The type of a refusal without a problem document: by a proxy, whose server may be gone. */
const foreign = ({ status }) => (status >= 502 && status <= 504 ? "unreachable" : "error");

const post = { method: "POST" };

/** @type {(title: string) => string} */
let named = (title) => title;

/** What puts the titles of the server's documents into the page's language, as with problems. */
export const sayTitles = (say) => (named = say);

/** A document with its titles and classes, at any depth, in the page's language. */
function inPageWords(document) {
  for (const [key, value] of Object.entries(document)) {
    if (key === "title" && typeof value === "string") document[key] = named(value);
    else if (key === "label" && typeof value === "string") document[key] = classInWords(value);
    else if (key === "labels" && Array.isArray(value)) document[key] = value.map(classInWords);
    else if (value && typeof value === "object" && typeof value[0] !== "number") inPageWords(value);
  }
  return document;
}

const json = async (response) => inPageWords(await (await response).json());
const binary = async (response) => receive(await (await response).arrayBuffer());

/** Store a picture (Blob): {id, width, height, pattern}; the last as of getPattern, where `parameters` name an input. */
export const postPicture = (blob, parameters = {}) =>
  json(call("pictures", parameters, { ...post, body: blob, headers: { "Content-Type": blob.type || "image/png" } }));
export const model = (id) => json(call(`models/${encodeURIComponent(id)}`));
export const downloads = () => json(call("downloads"));
const download = (method, part) => (id) => json(call(`models/${encodeURIComponent(id)}${part}`, {}, { method }));
export const startDownload = download("POST", "/download");
export const cancelDownload = download("DELETE", "/download");
export const removeModel = download("DELETE", "");
const added = (method, id, secret, options = {}) =>
  json(
    call(
      `added${id ? `/${encodeURIComponent(id)}` : ""}`,
      {},
      { method, ...options, headers: { "X-Mixscope-Add": secret, ...options.headers } },
    ),
  );
export const addedModels = (secret) => added("GET", "", secret);
export const addModel = (where, secret) =>
  added("POST", "", secret, { body: JSON.stringify({ where }), headers: { "Content-Type": "application/json" } });
export const renewAdded = (id, secret) => added("POST", id, secret);
export const removeAdded = (id, secret) => added("DELETE", id, secret);
export const getPattern = (parameters) => json(call("pattern", parameters));
export const trace = (parameters) => json(call("trace", parameters, post));
export const archive = async (path, parameters) => (await call(`${path}.npz`, parameters, post)).blob();
export const frame = (parameters) => binary(call("frame", parameters, post));
export const activation = (parameters) => binary(call("activation", parameters, post));
export const weights = (parameters) => binary(call("weights", parameters));
export const mixing = (parameters, signal) => json(call("mixing", parameters, { ...post, signal }));
/** As `mixing`, with progress; the last line is {row}. */
export const mixingRow = (parameters, onProgress, signal) => lines("mixing/row", parameters, { ...post, signal }, onProgress);
export const attentionEntry = (parameters) => json(call("mixing/entry", parameters, post));
export const toeplitz = (parameters) => json(call("mixing/toeplitz", parameters));
export const dense = (parameters) => json(call("dense", parameters));
export const gates = (parameters) => json(call("gates", parameters));
export const gateEntry = (parameters) => json(call("gates/entry", parameters, post));
export const scaling = (parameters) => json(call("scaling", parameters));
export const trainedScalings = () => json(call("scaling/trained"));
export const mixingAttention = (parameters, signal) => binary(call("mixing/attention", parameters, { ...post, signal }));
export const mixingMatrix = (parameters, signal) => binary(call("mixing/matrix", parameters, { ...post, signal }));
export const residual = (parameters, signal) => json(call("residual", parameters, { ...post, signal }));
export const residualMaps = (parameters, signal) => binary(call("residual/maps", parameters, { ...post, signal }));
export const lesion = (parameters, signal) => json(call("residual/lesion", parameters, { ...post, signal }));
export const gradients = (parameters, signal) => json(call("residual/gradients", parameters, { ...post, signal }));
export const paths = (parameters, signal) => json(call("residual/paths", parameters, { ...post, signal }));
export const modules = (parameters) => json(call("modules", parameters));
export const reading = (parameters, signal) => json(call("reading", parameters, { ...post, signal }));
export const reach = (parameters, signal) => json(call("reading/reach", parameters, { ...post, signal }));
export const together = (parameters) => json(call("together", parameters, post));
export const granted = (parameters) => json(call("granted", parameters, post));
export const symmetries = (parameters) => json(call("symmetries", parameters, post));
export const attribution = (parameters) => binary(call("attribution", parameters, post));
export const earlyReading = (parameters) => json(call("early-reading", parameters, post));
export const likeness = (parameters) => binary(call("likeness", parameters, post));
export const directions = (parameters) => binary(call("likeness/directions", parameters, post));
export const layers = (parameters) => json(call("likeness/layers", parameters));
export const deletion = (parameters, signal) => json(call("deletion", parameters, { ...post, signal }));
export const randomised = (parameters, signal) => binary(call("randomised", parameters, { ...post, signal }));
export const ablation = (parameters, signal) => json(call("ablation", parameters, { ...post, signal }));
export const pairs = () => json(call("pairs"));
export const dataStudy = () => json(call("studies/data"));
export const shuffledStudy = () => json(call("studies/shuffled"));
export const depthStudy = () => json(call("studies/depth"));
export const blankStudy = () => json(call("studies/blank"));
export const costStudy = () => json(call("studies/cost"));
export const lineage = () => json(call("lineage"));

export const squares = (model, point) => json(call("receptive-field/squares", { model, point }));
export const openRoom = () => json(call("rooms", { at: home() }, post));
export const aboutRoom = (code) => json(call(`rooms/${encodeURIComponent(code)}`, { at: home() }));

export const receptiveField = (parameters, onProgress, signal) => lines("receptive-field", parameters, { signal }, onProgress);
export const ablationSweep = (parameters, onProgress, signal) =>
  lines("ablation/sweep", parameters, { ...post, signal }, onProgress);
export const strongest = (parameters, onProgress, signal) => lines("strongest", parameters, { ...post, signal }, onProgress);
export const strongestPicture = async (parameters) => (await call("strongest/picture.png", parameters)).blob();
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

/** What lets a socket in that was refused, perhaps because a proxy has changed the server's name. */
const ticket = () => json(call("ticket")).catch(() => ({}));

/** Close codes of docs/wire.md by which the server says no: not allowed, too big, full. */
const REFUSED = [1008, 1009, 1013];

/**
 * A socket, by default the live one: `send(request)` returns false while it is down. It comes back by itself, waiting twice as long each
 * time (0.25 s … 8 s; 2 s at least where it was refused) and at once when the browser says that the network is back or the page is
 * looked at again.
 */
export function openSocket({ path = "live", onOpen, onClose, onMessage }) {
  let socket = null;
  let wait = 250;
  let timer = null;
  let refused = false; // it did not open the last time
  const connect = async () => {
    clearTimeout(timer);
    timer = null;
    if (socket) return;
    const asked = { ...(unpacks() ? { packed: 1 } : {}), ...(refused ? await ticket() : {}) };
    if (socket) return;
    const mine = new WebSocket(socketAt(["api/" + path, query(asked)].filter(Boolean).join("?")));
    const take = unpacker((data, arrival) => socket === mine && onMessage(data, arrival));
    let opened = false;
    socket = mine;
    mine.binaryType = "arraybuffer";
    mine.onopen = () => {
      wait = 250;
      opened = true;
      onOpen();
    };
    mine.onmessage = ({ data }) => take(data);
    mine.onclose = ({ code, reason }) => {
      if (socket !== mine) return;
      socket = null;
      refused = !opened;
      onClose(code, reason);
      if (REFUSED.includes(code)) wait = Math.max(wait, 2000);
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
