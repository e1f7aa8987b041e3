import { Code, DiemNetError } from './errors.js';
import { fromBase64, toBase64 } from './payload.js';
import { Session } from './session.js';

const DEFAULT_TIMEOUT = 10_000;
const MAX_TIMEOUT = 25_000; // of a call over a bridge
const CONNECT_TIMEOUT = 15_000;
const SPARE = 5_000; // what an answer has beyond the time of its call

/** One network of a node: what an application on it can do, from outside the JVM. */
export class DiemNetClient {
  #session;
  #prefix;
  #base;
  #options;

  constructor(session, name, options) {
    this.#session = session;
    this.#options = options;
    this.#prefix = options.prefix ?? 'diemnet';
    this.#base = `${this.#prefix}.${name}`;
    this.name = name;
  }

  /** Another network of the same node, over the same connection. */
  network(name) {
    return new DiemNetClient(this.#session, name, this.#options);
  }

  /** Whether the node can be reached now. */
  get connected() {
    return this.#session.connected;
  }

  /** Calls a peer; the bytes of its response. */
  async rpc(peer, protocol, payload, { timeout, priority } = {}) {
    const body = { peer, protocol, timeout, priority, payload: toBase64(payload) };
    const limit = (timeout ?? MAX_TIMEOUT) + SPARE;
    const answer = await this.#session.request(`${this.#base}.rpc`, body, limit);
    return fromBase64(answer.payload);
  }

  /**
   * Sends a message that nobody acknowledges; done when it is queued. To several peers (an array),
   * or to all that are connected (`*`), with what became of it: `{queued, failed}`.
   */
  async directSend(peer, protocol, payload, { priority } = {}) {
    if (Array.isArray(peer) && peer.length === 1) {
      return this.#sendToOnly(peer[0], protocol, payload, priority);
    }
    const peers = Array.isArray(peer) ? peer.join(',') : peer;
    const body = { peer: peers, protocol, priority, payload: toBase64(payload) };
    return (await this.#ask(`${this.#base}.direct-send`, body)) ?? undefined;
  }

  /** A list of one peer, too, is told what became of it. */
  async #sendToOnly(peer, protocol, payload, priority) {
    try {
      await this.directSend(peer, protocol, payload, { priority });
      return { queued: 1, failed: {} };
    } catch ({ code, message }) {
      return { queued: 0, failed: { [peer]: { code, message } } };
    }
  }

  /**
   * Serves a protocol here, requests and direct sends alike. The handler gets `{peer, protocol,
   * kind, priority, payload}`; what it returns, or its promise gives, answers a request. If it
   * throws, the request is dropped; a DiemNetError with code 501 tells the peer that it is not
   * supported. Done when messages can come; they do again after every lost connection.
   */
  async on(protocol, handler) {
    const address = `${this.#base}.in.${protocol}`;
    await this.#register(address, (frame, answer) => this.#serve(frame.body, handler, answer));
    return { off: () => this.#session.unregister(address) };
  }

  /** Tells of new, lost and refused peers. */
  async events(handler) {
    const address = `${this.#base}.events`;
    await this.#register(address, ({ body }) => this.#safely(() => handler(body)));
    return { off: () => this.#session.unregister(address) };
  }

  /** The connected peers. */
  peers() {
    return this.#ask(`${this.#base}.peers`);
  }

  /** What this network is, and its failures so far. */
  info() {
    return this.#ask(`${this.#base}.info`);
  }

  /** The infos of all networks of the node. */
  networks() {
    return this.#ask(`${this.#prefix}.networks`);
  }

  /** Asks an address of the event bus that has no method here: administration, where it is open. */
  request(address, body = {}) {
    return this.#session.request(address, body, 3 * DEFAULT_TIMEOUT + 2 * SPARE);
  }

  /** Ends the connection, for all networks of it. */
  close() {
    this.#session.close();
  }

  #ask(address, body = {}) {
    return this.#session.request(address, body, DEFAULT_TIMEOUT + SPARE);
  }

  #register(address, handler) {
    const settled = `${this.#base}.info`;
    return this.#session.register(address, handler, settled, DEFAULT_TIMEOUT + SPARE);
  }

  async #serve({ peer, protocol, kind, priority, payload }, handler, answer) {
    const message = { peer, protocol, kind, priority, payload: fromBase64(payload) };
    if (kind !== 'rpc') {
      await this.#safely(() => handler(message));
      return;
    }
    try {
      const response = await handler(message);
      answer({ body: { payload: toBase64(response) } });
    } catch (failure) {
      const known = failure instanceof DiemNetError;
      const failureCode = known ? failure.code : Code.CONNECTION_LOST;
      answer({ failureCode, message: String(failure?.message ?? failure) });
      if (!known) {
        this.#options.onError?.(failure);
      }
    }
  }

  /** A handler's own trouble is told and ends nothing. */
  async #safely(call) {
    try {
      await call();
    } catch (failure) {
      this.#options.onError?.(failure);
    }
  }
}

/** Connects with links of this kind; see connect() in node.js and browser.js. */
export async function connectWith(openLink, options) {
  const settings = {
    onError: (failure) => console.error(failure),
    ...options,
    reconnect: { min: 250, max: 10_000, ...options.reconnect },
  };
  const session = new Session((callbacks) => {
    const signal = AbortSignal.timeout(CONNECT_TIMEOUT);
    return openLink({ ...settings, signal }, callbacks);
  }, settings);
  await session.open();
  try {
    return new DiemNetClient(session, options.network ?? (await onlyNetwork(session, settings)), settings);
  } catch (failure) {
    session.close();
    throw failure;
  }
}

async function onlyNetwork(session, { prefix = 'diemnet' }) {
  const infos = await session.request(`${prefix}.networks`, {}, DEFAULT_TIMEOUT);
  if (infos.length !== 1) {
    const names = infos
      .map((info) => info.network)
      .sort()
      .join(', ');
    throw new DiemNetError(
      Code.INVALID_REQUEST,
      `the node has ${infos.length} networks (${names}): say which with the option network`,
    );
  }
  return infos[0].network;
}
