// Fills the model: takes the history that the node keeps, receives events, and polls the rest with a
// bounded rate. Does not poll while the page is hidden.

import { Code } from '../client/errors.js';

const ROUND_MILLIS = 1000;
const FEW = 8; // up to this number all networks are polled in each round; above it, the viewed one and
const OTHERS = 2; // this number of others, in turn
const FIRST = 10; // polled at a time while their peers are not known yet
const SLOW = 5; // with many networks, rounds between two listings
const SILENCE_MILLIS = 8000; // without an answer for this time the node is lost
const GAP_MILLIS = 30_000; // after a pause of this time the history is taken again

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
  #remembered = new Set(); // keys of networks whose history has been taken
  #history;
  #silent;
  #lastRoundAt = performance.now();
  #answeredAt = 0;

  /**
   * @param clients Map(prefix -> client)
   * @param viewed returns the viewed network, or null
   * @param changed called when the model has changed
   * @param history returns a promise of the last hour of a network
   * @param silent called when the node does not answer
   */
  constructor(model, clients, { viewed, changed, history, silent }) {
    this.#model = model;
    this.#clients = clients;
    this.#viewed = viewed;
    this.#changed = changed;
    this.#history = history;
    this.#silent = silent;
  }

  async run() {
    const wake = () => this.#wake();
    document.addEventListener('visibilitychange', wake);
    while (!this.#ended) {
      const began = performance.now();
      if (!document.hidden) {
        await this.#answered(this.#round());
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

  /** Waits for the round, or reports that no answer comes. */
  async #answered(round) {
    let done = false;
    const end = round.finally(() => (done = true));
    this.#answeredAt = performance.now();
    while (!done && !this.#ended) {
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, ROUND_MILLIS))]);
      if (!done && !this.#ended && performance.now() - this.#answeredAt > SILENCE_MILLIS) {
        this.#silent(SILENCE_MILLIS);
        return;
      }
    }
  }

  async #round() {
    const now = performance.now();
    if (now - this.#lastRoundAt > GAP_MILLIS) {
      this.#remembered.clear();
    }
    this.#lastRoundAt = now;
    if (this.#model.networks.size <= FEW || this.#rounds % SLOW === 0) {
      await Promise.all([...this.#clients].map((each) => this.#networks(...each)));
    }
    this.#rounds++;
    await Promise.all(this.#due().map((network) => this.#peers(network)));
    this.#told();
    await this.#remember(this.#viewed());
    await this.#unknown();
  }

  /** Takes the last hour of the viewed network from the node, once. */
  async #remember(network) {
    if (!network?.seen || this.#remembered.has(network.key)) {
      return;
    }
    const first = this.#remembered.size === 0;
    this.#remembered.add(network.key);
    try {
      const history = await this.#history(network.key);
      if (!this.#ended) {
        network.remember(history, performance.now());
        if (first) {
          this.#model.rememberEvents(history.events);
        }
        this.#told();
      }
    } catch (failure) {
      console.debug(failure); // the page works without it
    }
  }

  async #networks(prefix, client) {
    try {
      const infos = await client.networks();
      this.#answeredAt = performance.now();
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
      const [list, known] = await Promise.all([
        client.network(name).peers(),
        client.network(name).known(),
      ]);
      this.#answeredAt = performance.now();
      if (!this.#ended) {
        this.#model.tookPeers(key, list, known, asked, performance.now());
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
