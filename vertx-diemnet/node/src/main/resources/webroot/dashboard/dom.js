// Helpers for the document. Data from peers becomes text, never markup.

export const byId = (id) => document.getElementById(id);

/** Creates an element with its properties and its children: elements or text. */
export function element(name, properties = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...content);
  return made;
}

/** Sets a text only if it differs, to avoid changes of the document. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Like setText, for an attribute. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Sets the options of a select from the list `[{value, text}]`. Keeps the selection. */
export function setOptions(select, list) {
  const wanted = JSON.stringify(list);
  if (select.dataset.options === wanted) {
    return;
  }
  select.dataset.options = wanted;
  const selected = select.value;
  select.replaceChildren(...list.map(({ value, text }) => new Option(text, value)));
  if (list.some(({ value }) => value === selected)) {
    select.value = selected;
  }
}
