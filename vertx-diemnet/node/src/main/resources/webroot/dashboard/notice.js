// Shows the state of the connection: connecting, live, paused, disconnected, or a token is
// required.

import { byId, setText } from './dom.js';
import { clock } from './format.js';

const PILL = { connecting: 'Connecting', live: 'Live', token: 'Locked', lost: 'Disconnected' };

export class NoticeView {
  #state = { name: 'connecting' };
  #lastAt = null;

  constructor({ retry, useToken }) {
    byId('retry').addEventListener('click', retry);
    byId('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = byId('token');
      if (field.value) {
        useToken(field.value);
        field.value = '';
      }
    });
    setInterval(() => this.#words(), 1000);
  }

  /** Data has arrived. */
  heard() {
    this.#lastAt = Date.now();
  }

  show(state) {
    // Keep the message of the loss during an attempt, to avoid flicker.
    const again = state.name === 'connecting' && (this.#state.name === 'lost' || this.#state.again);
    this.#state = again ? { ...this.#state, name: 'lost', again: true, retryAt: null } : state;
    const name = this.#state.name;
    document.body.dataset.state = name;
    setText(byId('state'), PILL[name]);
    byId('token-form').hidden = name !== 'token';
    byId('retry').hidden = name !== 'lost';
    byId('notice').hidden = name === 'live';
    if (name === 'token') {
      byId('token').focus();
    }
    this.#words();
  }

  #words() {
    setText(byId('notice-words'), this.#text());
    const { name, retryAt } = this.#state;
    const rest = retryAt ? Math.ceil((retryAt - Date.now()) / 1000) : 0;
    const next = rest > 0 ? `Trying again in ${rest} s.` : 'Trying again …';
    setText(byId('notice-next'), name === 'lost' ? next : ''); // separate, so that it is not read out
  }

  #text() {
    const { name, wrong, words } = this.#state;
    switch (name) {
      case 'connecting':
        return 'Connecting to the node …';
      case 'token':
        return wrong
          ? 'The token is wrong.'
          : 'This node requires a token: the value of bridge.token in its configuration.';
      case 'lost': {
        const last = this.#lastAt ? ` The data is from ${clock(this.#lastAt)}.` : '';
        return words + last;
      }
      default:
        return '';
    }
  }
}
