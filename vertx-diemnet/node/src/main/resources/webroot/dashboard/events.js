// The list of events, newest first. Equal events are one line with a count.

import { byId, element, setAttribute, setText } from './dom.js';
import { clock, shortAddress, shortId } from './format.js';
import { isNormal, whyFailed, whyLost } from './reasons.js';

export class EventsView {
  #shown = 0; // the number of the last event
  #lines = new Map(); // by the key of the event

  render(model) {
    const list = byId('events');
    for (const entry of model.events) {
      if (entry.number > this.#shown) {
        list.prepend(this.#line(model, entry));
        this.#shown = entry.number;
      }
    }
    if (this.#lines.size > model.events.length) {
      const keys = new Set(model.events.map(({ key }) => key));
      for (const [key, { line }] of this.#lines) {
        if (!keys.has(key)) {
          line.remove();
          this.#lines.delete(key);
        }
      }
    }
    byId('events-empty').hidden = model.events.length > 0;
  }

  /** Returns the line of the event with its new time and count. */
  #line(model, { key, network, event, count, since }) {
    let parts = this.#lines.get(key);
    if (!parts) {
      parts = {
        time: element('time'),
        what: element('span', { className: 'what' }),
        count: element('span', { className: 'count' }),
      };
      const where = element('span', { className: 'where' }, nameOfNetwork(model, network));
      const className = `${event.type}${isNormal(event.reason) ? ' normal' : ''}`;
      parts.line = element('li', { className }, parts.time, where, parts.what, parts.count);
      this.#lines.set(key, parts);
    }
    setAttribute(parts.time, 'datetime', new Date(event.at).toISOString());
    setText(parts.time, clock(event.at));
    const what = words(model, event);
    setText(parts.what, what);
    setText(parts.count, count > 1 ? `× ${count}` : '');
    setAttribute(parts.line, 'title', count > 1 ? `${what}; ${count} times since ${clock(since)}` : what);
    return parts.line;
  }
}

function nameOfNetwork(model, key) {
  return model.networks.get(key)?.name ?? key.slice(key.lastIndexOf('.') + 1);
}

function words(model, event) {
  const name = event.peer ? nameOf(model, event.peer) : null;
  switch (event.type) {
    case 'new-peer':
      return `connected to ${name} (${event.origin}, ${event.role})`;
    case 'lost-peer':
      return `lost ${name}: ${whyLost(event)}`;
    case 'refused':
      return refusal(event, name);
    default:
      return String(event.type);
  }
}

function refusal(event, name) {
  if (event.reason === 'already-connected') {
    return `second connection with ${name ?? event.address} not kept: normal if both dial at once`;
  }
  const where = shortAddress(event.address);
  const what = event.direction === 'outbound' ? 'no connection to' : 'refused';
  return `${what} ${name ?? where}: ${whyFailed(event)}${name && where ? ` (${where})` : ''}`;
}

function nameOf(model, id) {
  return [...model.networks.values()].find(({ info }) => info.peer === id)?.name ?? shortId(id);
}
