/* The phone: which one it is, whom it talks to, and what it shows. */

import * as api from "/phone/api.js";
import * as call from "/phone/call.js";
import { choices, find } from "/phone/dom.js";
import * as thread from "/phone/thread.js";

const handset = find("handset");
const number = find("number");
const settings = find("settings");
const composer = find("composer");
const body = composer.elements.body;

let isUpdating = false;
let hasNews = false;
let hasNewChoices = false;

function complain(error) {
  find("notice").textContent = error.message;
}

async function load() {
  const chosen = decodeURIComponent(location.hash.slice(1)) || handset.value;
  const [phones, numbers] = await Promise.all([api.handsets(), api.numbers()]);
  choices(handset, phones.map((phone) => phone.number), chosen);
  choices(number, numbers.map((own) => own.address), number.value);
  find("dial").disabled = !(handset.value && number.value);
}

async function refresh() {
  if (!handset.value) return;
  const [phone, messages, calls] = await Promise.all([
    api.handset(handset.value),
    api.thread(handset.value),
    api.calls(handset.value),
  ]);
  if (phone.number !== handset.value) return;
  find("notice").textContent = "";
  document.title = `Phone ${phone.number}`;
  settings.elements.behaviour.value = phone.behaviour;
  if (document.activeElement !== settings.elements.owner) {
    settings.elements.owner.value = phone.owner;
  }
  thread.show(find("thread"), messages, number.value);
  call.show(phone.number, calls);
}

/* One update at a time; news during it is followed by another. */
async function update(choicesToo = false) {
  hasNews = true;
  hasNewChoices ||= choicesToo;
  if (isUpdating) return;
  isUpdating = true;
  try {
    while (hasNews) {
      hasNews = false;
      if (hasNewChoices) {
        hasNewChoices = false;
        await load();
      }
      await refresh();
    }
  } catch (error) {
    complain(error);
  } finally {
    isUpdating = false;
  }
}

function grow() {
  body.style.height = "auto";
  body.style.height = `${body.scrollHeight}px`;
}

async function send() {
  const words = body.value;
  if (!words.trim()) return;
  body.value = "";
  grow();
  try {
    await api.text(handset.value, number.value, words);
  } catch (error) {
    body.value = words;
    complain(error);
  }
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

body.addEventListener("input", grow);
body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});

handset.addEventListener("change", () => {
  location.hash = encodeURIComponent(handset.value);
  update();
});

number.addEventListener("change", () => update());

settings.addEventListener("submit", (event) => event.preventDefault());
settings.addEventListener("change", (event) => {
  const { name, value } = event.target;
  api.change(handset.value, { [name]: value }).catch(complain);
});

find("another").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = event.target.elements.number.value;
  try {
    await api.change(wanted, { behaviour: "rings" });
    event.target.reset();
    location.hash = encodeURIComponent(wanted);
    update(true);
  } catch (error) {
    complain(error);
  }
});

find("dial").addEventListener("click", async () => {
  try {
    call.follow(handset.value, await api.dial(handset.value, number.value));
    update();
  } catch (error) {
    complain(error);
  }
});

call.start(complain);
api.listen((topic) => {
  if (topic === null || topic === "handsets") update(true);
  else if (topic === handset.value) update();
});
