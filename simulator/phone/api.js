/* The scripting API, as far as the page needs it. */

async function ask(method, path, body) {
  const answer = await fetch(`/simulator${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  if (!answer.ok) {
    throw new Error((await answer.text()).trim() || `The simulator answered ${answer.status}.`);
  }
  return answer.status === 204 ? null : answer.json();
}

const at = (handset) => `/handsets/${encodeURIComponent(handset)}`;

export const handsets = () => ask("GET", "/handsets");
export const numbers = () => ask("GET", "/numbers");
export const handset = (number) => ask("GET", at(number));
export const change = (number, what) => ask("PATCH", at(number), what);
export const thread = (number) => ask("GET", `${at(number)}/thread`);
export const calls = (number) => ask("GET", `${at(number)}/calls`);
export const text = (number, to, body) => ask("POST", `${at(number)}/texts`, { to, body });
export const dial = (number, to) => ask("POST", `${at(number)}/calls`, { to });
export const act = (number, sid, what, body = {}) =>
  ask("POST", `${at(number)}/calls/${sid}/${what}`, body);

/* Call back with the topic of every change, and with null whenever the stream (re)opens. */
export function listen(callback) {
  const stream = new EventSource("/simulator/events");
  stream.addEventListener("open", () => callback(null));
  stream.addEventListener("message", (event) => callback(JSON.parse(event.data).topic));
}
