// The connection to the node with its reconnects, and a text for each state.

import { connect } from '../client/browser.js';

const PAUSES = [500, 1000, 2000, 4000, 5000]; // back-off before the next attempt, in milliseconds
const KEPT = 'diemnet-token';

/** Returns the token from the URL, which is removed there, or the stored one of this tab. */
function takeToken() {
  const url = new URL(location.href);
  const given = url.searchParams.get('token');
  if (given !== null) {
    sessionStorage.setItem(KEPT, given);
    url.searchParams.delete('token');
    history.replaceState(null, '', url);
  }
  return sessionStorage.getItem(KEPT);
}

/**
 * States: `{name: 'connecting'}`, `{name: 'live', clients}`, `{name: 'token', wrong}`,
 * `{name: 'lost', words, retryAt}`. Clients is a map from each event-bus prefix to a client.
 */
export class Link {
  #tell;
  #token = takeToken();
  #attempts = 0;
  #run = 0; // identifies callbacks of ended connections
  #clients = new Map();
  #retry;

  /** @param tell called with each new state */
  constructor(tell) {
    this.#tell = tell;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#retry) {
        this.now();
      }
    });
  }

  /** Connects at once. */
  now() {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#attempt(++this.#run);
  }

  useToken(token) {
    this.#token = token;
    sessionStorage.setItem(KEPT, token);
    this.now();
  }

  /** Resolves with the last hour of a network, which the node keeps. */
  async history(key) {
    const headers = this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` };
    return (await ask(`history/${encodeURIComponent(key)}`, { headers })).json();
  }

  /** The node has not answered for this time, though the connection is open. */
  silent(millis) {
    this.#lost(this.#run, new Silent(millis));
  }

  async #attempt(run) {
    this.#end();
    this.#tell({ name: 'connecting' });
    try {
      const facts = await (await ask('dashboard.json')).json();
      if (run !== this.#run || (facts.tokenRequired && !(await this.#admitted(run)))) {
        return;
      }
      const clients = new Map();
      this.#clients = clients;
      for (const directory of facts.directories) {
        const prefix = directory.slice(0, directory.lastIndexOf('.'));
        clients.set(prefix, await this.#connect(prefix, facts.tokenRequired, run));
      }
      if (run === this.#run) {
        this.#attempts = 0;
        this.#tell({ name: 'live', clients });
      }
    } catch (failure) {
      this.#lost(run, failure);
    }
  }

  /** Returns whether the node accepts the token. Asks for one if not. */
  async #admitted(run) {
    if (this.#token !== null) {
      const headers = { Authorization: `Bearer ${this.#token}` };
      const answer = await ask('eventbus/info', { headers }, [401]);
      if (answer.ok || run !== this.#run) {
        return run === this.#run;
      }
    }
    const wrong = this.#token !== null;
    this.#token = null;
    sessionStorage.removeItem(KEPT);
    this.#tell({ name: 'token', wrong });
    return false;
  }

  #connect(prefix, withToken, run) {
    return connect(undefined, {
      prefix,
      network: '-', // no network yet
      token: withToken ? this.#token : undefined,
      onDisconnect: (cause) => this.#lost(run, cause),
      onError: (failure) => console.debug(failure),
    });
  }

  #lost(run, cause) {
    if (run !== this.#run) {
      return;
    }
    this.#run++;
    this.#end();
    const pause = PAUSES[Math.min(this.#attempts++, PAUSES.length - 1)];
    this.#retry = setTimeout(() => this.now(), pause);
    this.#tell({ name: 'lost', words: words(cause), retryAt: Date.now() + pause });
  }

  #end() {
    for (const client of this.#clients.values()) {
      client.close();
    }
    this.#clients = new Map();
  }
}

async function ask(path, options = {}, expected = []) {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(10_000), ...options });
  if (!answer.ok && !expected.includes(answer.status)) {
    throw new Refused(answer.status);
  }
  return answer;
}

class Refused extends Error {
  constructor(status) {
    super(`the node answers ${status}`);
    this.status = status;
  }
}

class Silent extends Error {
  constructor(millis) {
    super(`no answer for ${millis} ms`);
    this.millis = millis;
  }
}

function words(cause) {
  if (cause instanceof Silent) {
    return `The node has not answered for ${cause.millis / 1000} s. It may hang, or the network may be down.`;
  }
  if (cause instanceof Refused) {
    return cause.status === 503
      ? 'The node has too many clients.'
      : `The node refuses this page (status ${cause.status}).`;
  }
  return 'The node does not answer. It may be stopped, or the network may be down.';
}
