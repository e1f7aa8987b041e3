// Says how it stands with the connection: connecting, live, paused, disconnected, or a token is asked
// for.

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

  /** Data came. */
  heard() {
    this.#lastAt = Date.now();
  }

  show(state) {
    // An attempt after a loss is part of the loss: the words would only flicker.
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
    setText(byId('notice-next'), name === 'lost' ? next : ''); // apart: it is not to be read out
  }

  #text() {
    const { name, wrong, words } = this.#state;
    switch (name) {
      case 'connecting':
        return 'Connecting to the node …';
      case 'token':
        return wrong
          ? 'The node does not know that token.'
          : 'This node asks for a token: the value of bridge.token in its configuration.';
      case 'lost': {
        const last = this.#lastAt ? ` What is shown is from ${clock(this.#lastAt)}.` : '';
        return words + last;
      }
      default:
        return '';
    }
  }
}
