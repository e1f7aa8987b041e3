// The event bus over one link at a time: requests with their answers, registrations that outlive a
// connection, and a new connection whenever one is lost.

import { Code, DiemNetError, fromFrame } from './errors.js';

const PING_MILLIS = 10_000;
const SILENCE_MILLIS = 60_000;

export class Session {
  #openLink;
  #options;
  #link = null;
  #closed = false;
  #heardAt = 0;
  #pings;
  #retry;
  #attempts = 0;
  #nextReply = 0;
  #requests = new Map(); // reply address -> {resolve, reject, timer}
  #handlers = new Map(); // address -> handler
  #registering = new Map(); // address -> why the bridge refused it, or null

  /**
   * @param openLink connects: (callbacks) => Promise of {send, ping, close}
   * @param options reconnect {min, max}, onConnect, onDisconnect, onError
   */
  constructor(openLink, options) {
    this.#openLink = openLink;
    this.#options = options;
  }

  get connected() {
    return this.#link !== null;
  }

  /** Connects for the first time; later the session does so by itself. */
  async open() {
    const callbacks = {
      onFrame: (frame) => this.#frame(frame),
      onClose: (cause) => this.#lost(cause),
    };
    const link = await this.#openLink(callbacks);
    if (this.#closed) {
      link.close();
      return;
    }
    this.#link = link;
    this.#attempts = 0;
    this.#heardAt = Date.now();
    this.#pings = setInterval(() => this.#ping(), PING_MILLIS);
    for (const address of this.#handlers.keys()) {
      link.send({ type: 'register', address });
    }
    this.#options.onConnect?.();
  }

  /** The body of the answer; fails when none comes within the time, in milliseconds. */
  request(address, body, timeout) {
    if (!this.#link) {
      return Promise.reject(
        new DiemNetError(Code.CONNECTION_LOST, 'not connected to the node at the moment'),
      );
    }
    return new Promise((resolve, reject) => {
      const replyAddress = `r${this.#nextReply++}`;
      const timer = setTimeout(() => {
        this.#requests.delete(replyAddress);
        reject(new DiemNetError(Code.TIMED_OUT, `${address}: no answer within ${timeout} ms`));
      }, timeout);
      this.#requests.set(replyAddress, { resolve, reject, timer });
      this.#link.send({ type: 'send', address, replyAddress, body });
    });
  }

  /**
   * Calls the handler for what comes to an address, with the frame and a function that answers it
   * (over the same connection: a later one knows nothing of it). Done when the bridge has agreed,
   * and kept over every connection from then on. `settled` is an address to ask that answers
   * always.
   */
  async register(address, handler, settled, timeout) {
    if (this.#handlers.has(address)) {
      throw new DiemNetError(Code.INVALID_REQUEST, `${address} has a handler already`);
    }
    this.#handlers.set(address, handler);
    this.#registering.set(address, null);
    try {
      this.#link?.send({ type: 'register', address });
      // Frames are dealt with in order: what is answered now came after the registration.
      await this.request(settled, {}, timeout);
    } catch (failure) {
      this.#registering.delete(address);
      this.unregister(address);
      throw failure;
    }
    const refused = this.#registering.get(address);
    this.#registering.delete(address);
    if (refused) {
      this.#handlers.delete(address);
      throw refused;
    }
  }

  unregister(address) {
    if (this.#handlers.delete(address)) {
      this.#link?.send({ type: 'unregister', address });
    }
  }

  /** No more connections; what is under way fails. */
  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#handlers.clear();
    const link = this.#link;
    this.#disconnected(new DiemNetError(Code.CONNECTION_LOST, 'the client was closed'));
    link?.close();
  }

  #frame(frame) {
    this.#heardAt = Date.now();
    const request = this.#requests.get(frame.address);
    if (request) {
      this.#requests.delete(frame.address);
      clearTimeout(request.timer);
      if (frame.type === 'err') {
        request.reject(fromFrame(frame));
      } else {
        request.resolve(frame.body);
      }
    } else if (frame.type === 'err') {
      const failure = fromFrame(frame);
      if (this.#registering.has(frame.sourceAddress)) {
        this.#registering.set(frame.sourceAddress, failure);
      } else {
        this.#options.onError?.(failure);
      }
    } else if (frame.type === 'message' || frame.type === 'rec') {
      const link = this.#link;
      this.#handlers.get(frame.address)?.(frame, (answer) => {
        if (link === this.#link) {
          link?.send({ type: 'send', address: frame.replyAddress, ...answer });
        }
      });
    }
  }

  #ping() {
    if (Date.now() - this.#heardAt > SILENCE_MILLIS) {
      this.#link.close();
    } else {
      this.#link.ping();
    }
  }

  #disconnected(cause) {
    this.#link = null;
    clearInterval(this.#pings);
    const requests = [...this.#requests.values()];
    this.#requests.clear();
    for (const { reject, timer } of requests) {
      clearTimeout(timer);
      reject(cause);
    }
  }

  #lost(cause) {
    if (this.#link) {
      this.#disconnected(cause);
      this.#options.onDisconnect?.(cause);
    }
    if (!this.#closed) {
      this.#reconnect();
    }
  }

  /** Again and again, with growing pauses that differ between clients. */
  #reconnect() {
    const { min, max } = this.#options.reconnect;
    const pause = Math.min(max, min * 2 ** this.#attempts++) * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => {
      this.open().catch((failure) => {
        if (failure.code === Code.WRONG_TOKEN) {
          this.close();
          this.#options.onError?.(failure);
        } else if (!this.#closed) {
          this.#reconnect();
        }
      });
    }, pause);
  }
}
