// The list of events, newest first.

import { byId, element } from './dom.js';
import { clock, shortId } from './format.js';

export class EventsView {
  #shown = 0; // the number of the last event

  render(model) {
    const list = byId('events');
    const fresh = model.events.filter(({ number }) => number > this.#shown);
    for (const { number, network, event } of fresh) {
      list.prepend(line(model, network, event));
      this.#shown = number;
    }
    while (list.children.length > model.events.length) {
      list.lastChild.remove();
    }
    byId('events-empty').hidden = model.events.length > 0;
  }
}

function line(model, network, event) {
  return element(
    'li',
    { className: event.type },
    element('time', { dateTime: new Date(event.at).toISOString() }, clock(event.at)),
    element('span', { className: 'where' }, network),
    element('span', { className: 'what' }, words(model, event)),
  );
}

function words(model, event) {
  const name = event.peer ? nameOf(model, event.peer) : null;
  switch (event.type) {
    case 'new-peer':
      return `connected to ${name} (${event.origin}, ${event.role})`;
    case 'lost-peer':
      return `lost ${name}: ${event.reason}`;
    case 'refused': {
      const who = [name, event.address].filter(Boolean).join(' at ');
      return `refused, ${event.direction}${who ? `, ${who}` : ''}: ${event.reason}`;
    }
    default:
      return String(event.type);
  }
}

function nameOf(model, id) {
  return [...model.networks.values()].find(({ info }) => info.peer === id)?.name ?? shortId(id);
}
