// The little that the views need of the document. What a peer has said becomes text, never markup.

export const byId = (id) => document.getElementById(id);

/** An element with its properties and what is in it: elements or text. */
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

/** Changes a text only where it differs: the document is left alone otherwise. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** As setText, for an attribute. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Makes the options of a select those of the list `[{value, text}]`; keeps what is selected. */
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
