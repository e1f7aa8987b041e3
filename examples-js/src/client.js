import { Code, DiemNetError } from './errors.js';
import { fromBase64, toBase64 } from './payload.js';
import { Session } from './session.js';

const DEFAULT_TIMEOUT = 10_000;
const MAX_TIMEOUT = 25_000; // of a call over a bridge
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

  /** The address of the node that it is connected to, or null. */
  get url() {
    return this.#session.url;
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
   *
   * A protocol has one handler at a time. While one is being registered or ended, another one
   * waits for that.
   */
  on(protocol, handler, { signal } = {}) {
    const serve = (frame, answer) => this.#serve(frame.body, handler, answer);
    return this.#register(`in.${protocol}`, handler, serve, { exclusive: true, signal });
  }

  /** Tells of new, lost and refused peers; any number of handlers. */
  events(handler, { signal } = {}) {
    const tell = ({ body }) => this.#safely(() => handler(body));
    return this.#register('events', handler, tell, { signal });
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

  async #register(address, handler, call, options) {
    if (typeof handler !== 'function') {
      throw new TypeError('a handler is a function');
    }
    return this.#session.register(`${this.#base}.${address}`, call, {
      ...options,
      settled: `${this.#base}.info`,
      timeout: DEFAULT_TIMEOUT + SPARE,
    });
  }

  async #serve(body, handler, answer) {
    if (body?.kind !== 'rpc') {
      await this.#safely(() => handler(message(body)));
      return;
    }
    try {
      const response = await handler(message(body));
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

/** What a handler gets. */
function message({ peer, protocol, kind, priority, payload }) {
  return { peer, protocol, kind, priority, payload: fromBase64(payload) };
}

/** Connects to one of these targets, see Session; used by connect() of node.js and browser.js. */
export async function connectWith(targets, options) {
  const settings = {
    onError: (failure) => console.error(failure),
    ...options,
    reconnect: { min: 250, max: 10_000, ...options.reconnect },
  };
  const session = new Session(targets, settings);
  await session.open();
  try {
    const network = options.network ?? (await onlyNetwork(session, settings));
    return new DiemNetClient(session, network, settings);
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
