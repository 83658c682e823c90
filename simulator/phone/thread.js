/* The conversation: bubbles, and how far each message got. */

import { element, fill } from "/phone/dom.js";

const FROM_HOUSE = {
  accepted: ["◷", "accepted"],
  scheduled: ["◷", "scheduled"],
  canceled: ["✕", "canceled"],
  queued: ["◷", "queued"],
  sending: ["◷", "sending"],
  sent: ["✓", "sent"],
  delivered: ["✓✓", "delivered"],
  read: ["✓✓", "read"],
  undelivered: ["✕", "not delivered"],
  failed: ["✕", "failed"],
};

const time = (moment) =>
  new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export function show(list, messages, otherParty) {
  const items = messages
    .filter((message) => [message.from, message.to].includes(otherParty))
    .map(bubble);
  fill(list, items.length ? items : [element("li", "empty", "No messages yet")]);
}

function bubble(message) {
  const side = message.sent_by_phone ? "mine" : "theirs";
  const bad = isBad(message);
  return element(
    "li",
    `bubble ${side}${bad ? " bad" : ""}`,
    ...message.media.map(file),
    element("p", "", message.body),
    element("footer", "", time(message.moment), " ", progress(message), redaction(message)),
  );
}

function isBad(message) {
  if (!message.sent_by_phone) return ["undelivered", "failed"].includes(message.status);
  return message.webhook_failure !== null || message.webhook_status >= 400;
}

function progress(message) {
  if (message.sent_by_phone) return element("span", "progress", answer(message));
  const [tick, word] = FROM_HOUSE[message.status] ?? ["", message.status];
  const code = message.error_code === null ? "" : ` (${message.error_code})`;
  const mark = element("span", `tick ${message.status}`, tick);
  mark.setAttribute("aria-hidden", "true");
  return element("span", "progress", mark, ` ${word}${code}`);
}

function redaction(message) {
  return message.redacted ? " · redacted at Twilio" : "";
}

function answer(message) {
  if (message.webhook_status !== null) return verdict(message.webhook_status);
  if (message.webhook_failure !== null) return `the house did not answer (${message.webhook_failure})`;
  return "on its way to the house";
}

function verdict(status) {
  if (status < 400) return "the house took it";
  return status < 500 ? `the house refused it (${status})` : `the house failed (${status})`;
}

function file(media) {
  if (!media.here) return element("p", "attachment", `Attachment: ${media.content_type}`);
  const url = `/simulator/files/${media.sid}`;
  if (media.content_type.startsWith("image/")) {
    const image = element("img", "attachment");
    image.src = url;
    image.alt = "Picture";
    return image;
  }
  const link = element("a", "attachment", `Attachment: ${media.content_type}`);
  link.href = url;
  return link;
}
