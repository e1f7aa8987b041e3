// One connection to a node: its link, its pending requests, and its end, which is reported once.
// It owns all of these, so that it can outlive its use by the session.

import { Code, DiemNetError, fromFrame } from './errors.js';

const CONNECT_MILLIS = 15_000;
const PING_MILLIS = 10_000;
const SILENCE_MILLIS = 60_000;

export class Connection {
  #link = null;
  #listener;
  #over = null; // the reason of its end
  #heardAt = 0;
  #pings;
  #nextReply = 0;
  #requests = new Map(); // reply address -> {resolve, reject, timer}

  /** @param listener {onFrame(frame, connection), onClose(cause, connection)} */
  constructor(url, listener) {
    this.url = url;
    this.#listener = listener;
  }

  /**
   * Connects.
   *
   * @param target {url, open(settings, callbacks) => Promise of {send, ping, close}}
   */
  static async open(target, settings, listener) {
    const connection = new Connection(target.url, listener);
    const signal = AbortSignal.timeout(CONNECT_MILLIS);
    const link = await target.open(
      { ...settings, signal },
      { onFrame: (frame) => connection.#frame(frame), onClose: (cause) => connection.#end(cause) },
    );
    if (connection.#over) {
      throw connection.#over;
    }
    connection.#start(link);
    return connection;
  }

  send(frame) {
    this.#link?.send(frame);
  }

  /** Resolves with the body of the answer. Fails after the time-out, in milliseconds. */
  request(address, body, timeout) {
    return new Promise((resolve, reject) => {
      if (!this.#link) {
        throw this.#over;
      }
      const replyAddress = `r${this.#nextReply++}`;
      this.#link.send({ type: 'send', address, replyAddress, body });
      const timer = setTimeout(() => {
        this.#requests.delete(replyAddress);
        reject(new DiemNetError(Code.TIMED_OUT, `${address}: no answer within ${timeout} ms`));
      }, timeout);
      this.#requests.set(replyAddress, { resolve, reject, timer });
    });
  }

  /** Closes it now. Requests in flight fail with the cause. */
  close(cause) {
    const link = this.#link;
    this.#end(cause);
    link?.close();
  }

  #start(link) {
    this.#link = link;
    this.#heardAt = Date.now();
    this.#pings = setInterval(() => this.#ping(), PING_MILLIS);
  }

  #frame(frame) {
    this.#heardAt = Date.now();
    const request = this.#requests.get(frame.address);
    if (request) {
      this.#requests.delete(frame.address);
      clearTimeout(request.timer);
      frame.type === 'err' ? request.reject(fromFrame(frame)) : request.resolve(frame.body);
    } else if (!this.#over) {
      this.#listener.onFrame(frame, this);
    }
  }

  #ping() {
    if (Date.now() - this.#heardAt > SILENCE_MILLIS) {
      // A graceful close can take long on a broken network.
      const problem = `${this.url} has been silent for ${SILENCE_MILLIS} ms`;
      this.close(new DiemNetError(Code.CONNECTION_LOST, problem));
    } else {
      this.#link.ping();
    }
  }

  #end(cause) {
    if (this.#over) {
      return;
    }
    this.#over = cause;
    const opened = this.#link !== null;
    this.#link = null;
    clearInterval(this.#pings);
    const requests = [...this.#requests.values()];
    this.#requests.clear();
    for (const { reject, timer } of requests) {
      clearTimeout(timer);
      reject(cause);
    }
    if (opened) {
      this.#listener.onClose(cause, this);
    }
  }
}
