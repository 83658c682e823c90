/* Calls: ringing, talking, and what is heard. */

import * as api from "/phone/api.js";
import { element, fill, find } from "/phone/dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const STATUS = {
  queued: "Dialling",
  ringing: "Ringing",
  "in-progress": "Connected",
  completed: "Call ended",
  busy: "Busy",
  "no-answer": "No answer",
  failed: "Call failed",
  canceled: "Call canceled",
};

const ringing = find("ringing");
const talking = find("talking");
const aloud = find("aloud");
const speech = find("speech");

/* The call that the screen shows, whose phone it is on, and how much of it was spoken aloud. */
let shown = null;
let phone = null;
let spoken = 0;

export function start(complain) {
  const on = (id, what) =>
    find(id).addEventListener("click", () => api.act(phone, shown, what).catch(complain));
  on("answer", "answer");
  on("decline", "decline");
  on("hang-up", "hang_up");
  find("close").addEventListener("click", leave);
  for (const dialog of [ringing, talking]) {
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  }
  speech.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = speech.elements.text.value.trim();
    if (!text) return;
    speech.reset();
    api.act(phone, shown, "speak", { text }).catch(complain);
  });
  aloud.addEventListener("change", () => {
    if (!aloud.checked) speechSynthesis.cancel();
  });
  find("keypad").append(
    ...KEYS.map((key) => {
      const button = element("button", "key", key);
      button.type = "button";
      button.addEventListener("click", () => {
        api.act(phone, shown, "press", { digits: key }).catch(complain);
      });
      return button;
    }),
  );
}

/* Put a call that the person has just dialled on the screen. */
export function follow(number, call) {
  take(number, call.sid);
  show(number, [call]);
}

export function show(number, calls) {
  if (phone !== number) leave();
  phone = number;
  const waiting = calls.find((call) => call.ringing);
  if (waiting && !calls.some((call) => call.sid === shown && !call.final)) {
    take(number, waiting.sid);
  }
  const call = calls.find((candidate) => candidate.sid === shown);
  if (!call) return;
  toggle(ringing, call.ringing);
  if (call.ringing) {
    find("ringing-title").textContent = call.from;
  } else if (call.direction === "incoming" && call.final && !call.transcript.length) {
    leave();
  } else {
    talk(call);
  }
}

function talk(call) {
  toggle(talking, true);
  find("talking-title").textContent = call.direction === "incoming" ? call.from : call.to;
  find("talking-status").textContent = STATUS[call.status] ?? call.status;
  find("hang-up").hidden = call.final;
  find("close").hidden = !call.final;
  find("keypad").hidden = call.final;
  speech.hidden = call.final;
  listen(call);
  fill(find("transcript"), call.transcript.map(heard));
  for (const item of call.transcript.slice(spoken)) speak(item);
  spoken = call.transcript.length;
}

/* Nothing is typed that nobody would hear. */
function listen(call) {
  const { text, say } = speech.elements;
  text.disabled = say.disabled = !call.hears_speech;
  text.placeholder = call.hears_speech
    ? "Say something"
    : call.listened_to
      ? "Only keys are heard"
      : "Nobody listens now";
}

function heard(item) {
  const [kind, words] = describe(item);
  return element("li", kind, words);
}

function describe(item) {
  switch (item.type) {
    case "said":
      return ["said", item.text];
    case "played":
      return ["sound", `♪ ${item.url}`];
    case "sent_digits":
      return ["sound", `Tones: ${item.digits}`];
    case "pressed":
      return ["pressed", `You pressed ${item.digits}`];
    case "spoke":
      return ["spoke", item.text];
    case "voice":
      return ["said", item.text];
    case "beeped":
      return ["sound", "Beep"];
    case "dialled":
      return ["sound", `Ringing ${item.number}`];
    case "joined":
      return ["sound", `Connected to ${item.number}`];
    case "paused":
      return ["sound", `Silence, ${item.seconds} s`];
    case "rejected":
      return ["sound", item.reason === "busy" ? "Busy signal" : "The call was not taken"];
    case "hung_up":
      return ["sound", item.by === "phone" ? "You hung up" : "The house hung up"];
    default:
      return ["sound", item.type];
  }
}

function speak(item) {
  if (!aloud.checked || item.type !== "said") return;
  const words = new SpeechSynthesisUtterance(item.text);
  words.lang = item.language;
  speechSynthesis.speak(words);
}

function take(number, sid) {
  phone = number;
  shown = sid;
  spoken = 0;
}

function leave() {
  shown = null;
  toggle(ringing, false);
  toggle(talking, false);
  speechSynthesis.cancel();
}

function toggle(dialog, open) {
  if (open && !dialog.open) dialog.showModal();
  if (!open && dialog.open) dialog.close();
}
