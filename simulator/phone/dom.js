/* Elements made of text, never of markup. */

export const find = (id) => document.getElementById(id);

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/* Replace a list's items, staying at its end if that is where the reader was. */
export function fill(list, items) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...items);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/* Replace the choices of a select and keep what was chosen, if it is still there. */
export function choices(select, values, chosen) {
  select.replaceChildren(...values.map((value) => new Option(value, value)));
  if (values.includes(chosen)) select.value = chosen;
}
