// Fills the model: receives events, and polls the rest with a bounded rate. Does not poll while
// the page is hidden.

import { Code } from '../client/errors.js';

const ROUND_MILLIS = 1000;
const FEW = 8; // up to this number all networks are polled in each round; above it, the viewed one and
const OTHERS = 2; // this number of others, in turn
const FIRST = 10; // polled at a time while their peers are not known yet
const SLOW = 5; // with many networks, rounds between two listings

export class Feed {
  #model;
  #clients;
  #viewed;
  #changed;
  #ended = false;
  #wake = () => {};
  #turn = 0;
  #rounds = 0;
  #heard = new Set(); // keys of networks with an event registration
  #closed = new Set(); // keys of networks that the bridge denies

  /**
   * @param clients Map(prefix -> client)
   * @param viewed returns the viewed network, or null
   * @param changed called when the model has changed
   */
  constructor(model, clients, { viewed, changed }) {
    this.#model = model;
    this.#clients = clients;
    this.#viewed = viewed;
    this.#changed = changed;
  }

  async run() {
    const wake = () => this.#wake();
    document.addEventListener('visibilitychange', wake);
    while (!this.#ended) {
      const began = performance.now();
      if (!document.hidden) {
        await this.#round();
      }
      const rest = document.hidden ? 3_600_000 : ROUND_MILLIS - (performance.now() - began);
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, Math.max(50, rest));
      });
    }
    document.removeEventListener('visibilitychange', wake);
  }

  /** Polls at once. */
  hurry() {
    this.#wake();
  }

  end() {
    this.#ended = true;
    this.#wake();
  }

  async #round() {
    if (this.#model.networks.size <= FEW || this.#rounds % SLOW === 0) {
      await Promise.all([...this.#clients].map((each) => this.#networks(...each)));
    }
    this.#rounds++;
    await Promise.all(this.#due().map((network) => this.#peers(network)));
    this.#told();
    await this.#unknown();
  }

  async #networks(prefix, client) {
    try {
      const infos = await client.networks();
      if (!this.#ended) {
        const open = infos.filter(({ network }) => !this.#closed.has(`${prefix}.${network}`));
        const added = this.#model.tookNetworks(prefix, open);
        this.#told();
        await Promise.all(added.map((network) => this.#listen(client, network)));
      }
    } catch {
      // the connection reports its end, and the next round polls again
    }
  }

  async #listen(client, { key, name }) {
    if (this.#heard.has(key)) {
      return; // a network of that name existed before
    }
    this.#heard.add(key);
    const hear = (event) => {
      this.#model.heard(key, event, performance.now());
      this.#told();
    };
    try {
      await client.network(name).events(hear);
    } catch {
      this.#heard.delete(key);
    }
  }

  /** Returns the networks to poll now. */
  #due() {
    const all = this.#model.sorted;
    if (all.length <= FEW) {
      return all;
    }
    const due = new Set([this.#viewed() ?? all[0]]);
    for (let i = 0; i < OTHERS; i++) {
      due.add(all[this.#turn++ % all.length]);
    }
    return [...due];
  }

  /** Polls networks without known peers, a few at a time. */
  async #unknown() {
    for (;;) {
      const next = this.#model.sorted.filter(({ seen, trouble }) => !seen && !trouble).slice(0, FIRST);
      if (next.length === 0 || this.#ended) {
        return;
      }
      await Promise.all(next.map((network) => this.#peers(network)));
      this.#told();
    }
  }

  async #peers(network) {
    const { key, name } = network;
    const client = this.#clients.get(key.slice(0, -name.length - 1));
    const asked = performance.now();
    try {
      const list = await client.network(name).peers();
      if (!this.#ended) {
        this.#model.tookPeers(key, list, asked, performance.now());
      }
    } catch (failure) {
      network.trouble = failure.message;
      if (failure.code === Code.ACCESS_DENIED) {
        this.#closed.add(key);
        this.#model.forget(key);
      }
    }
  }

  #told() {
    if (!this.#ended) {
      this.#changed();
    }
  }
}
