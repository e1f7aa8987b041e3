// The registrations of the application. Each has its own identity and end. At the bridge there is
// one registration per address, as long as at least one here needs it.

import { Code, DiemNetError } from './errors.js';

/** An address, and the registrations that share it. */
class Address {
  holders = new Set(); // called for messages
  queue = []; // exclusive ones that wait for the holder to end
  registered = false; // at the bridge, over the current connection
  opening = false; // waits for the bridge's answer to a register frame
  moved = false; // registered at another node meanwhile
  refusal = null; // the bridge's refusal

  constructor(name) {
    this.name = name;
  }
}

export class Registrations {
  #bridge;
  #addresses = new Map();

  /** @param bridge {connected, send(frame), request(address, body, timeout)} */
  constructor(bridge) {
    this.#bridge = bridge;
  }

  /**
   * Calls the handler for messages to an address, with the frame and a function that answers it.
   * Resolves with `{off}` when the bridge has accepted the registration, which is then kept over
   * all connections.
   *
   * @param exclusive only one at a time: another one waits for a registration that is being
   *     opened or closed, and fails if the address is still held then
   * @param signal ends it, also before it is registered
   * @param settled an address that always answers: the bridge processes frames in order, so its
   *     answer comes after a refusal
   * @param timeout time-out of that request, in milliseconds
   */
  add(name, handler, { exclusive = false, signal, settled, timeout }) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (!this.#bridge.connected) {
        throw new DiemNetError(Code.CONNECTION_LOST, 'not connected to the node at the moment');
      }
      const address = this.#addresses.get(name) ?? new Address(name);
      this.#addresses.set(name, address);
      const registration = { address, handler, settled, timeout, signal, resolve, reject };
      registration.state = 'pending';
      registration.aborted = () => this.#end(registration, signal.reason);
      signal?.addEventListener('abort', registration.aborted);
      if (exclusive && address.holders.size > 0) {
        address.queue.push(registration);
        this.#refuseQueueLater(address);
      } else {
        this.#hold(registration);
      }
    });
  }

  /** Delivers a message to all registrations, unless they end meanwhile. */
  deliver(name, frame, answer) {
    const holders = [...(this.#addresses.get(name)?.holders ?? [])];
    for (const registration of holders) {
      if (registration.state !== 'over') {
        registration.handler(frame, answer);
      }
    }
  }

  /** The bridge has refused an address. Returns false if no call waits for it. */
  refused(name, failure) {
    const address = this.#addresses.get(name);
    if (address?.opening) {
      address.refusal ??= failure;
      return true;
    }
    if (address) {
      address.registered = false;
    }
    return false;
  }

  /** Registers again over a new connection. */
  restore() {
    for (const address of this.#addresses.values()) {
      address.registered = true;
      this.#bridge.send({ type: 'register', address: address.name });
    }
  }

  /** The next restore is at another node, while the old one may still answer. */
  moved() {
    for (const address of this.#addresses.values()) {
      address.moved = address.opening;
    }
  }

  /** The connection has ended. Requests of waiting calls fail by themselves. */
  lost() {
    for (const address of this.#addresses.values()) {
      address.registered = false;
    }
  }

  /** Ends all registrations. */
  clear(cause) {
    const all = [...this.#addresses.values()];
    this.#addresses.clear();
    for (const { queue, holders } of all) {
      [...queue, ...holders].forEach((registration) => this.#end(registration, cause));
    }
  }

  #hold(registration) {
    const { address } = registration;
    address.holders.add(registration);
    if (address.registered) {
      this.#done(registration);
      this.#refuseQueueLater(address);
    } else if (!address.opening) {
      this.#open(address, registration);
    }
  }

  async #open(address, { settled, timeout }) {
    address.opening = true;
    address.refusal = null;
    let failure = null;
    try {
      this.#bridge.send({ type: 'register', address: address.name });
      await this.#bridge.request(settled, {}, timeout);
      failure = address.refusal;
      address.registered = failure === null;
    } catch (unsettled) {
      if (!address.moved) {
        failure = unsettled;
        this.#bridge.send({ type: 'unregister', address: address.name }); // the bridge may have accepted it
      }
    }
    if (address.moved) {
      failure = null; // the old node's answer says nothing of the new one
      address.moved = false;
      address.registered = true;
    }
    address.opening = false;
    for (const registration of [...address.holders]) {
      if (registration.state === 'pending') {
        failure ? this.#end(registration, failure) : this.#done(registration);
      }
    }
    if (address.holders.size === 0) {
      this.#vacant(address); // also if all have ended meanwhile
    }
    this.#refuseQueueLater(address);
  }

  #done(registration) {
    registration.state = 'open';
    registration.resolve({ off: () => this.#end(registration) });
  }

  /** Ends a registration once. A later call does nothing. */
  #end(registration, reason) {
    if (registration.state === 'over') {
      return;
    }
    const { address, signal } = registration;
    if (registration.state === 'pending') {
      registration.reject(reason);
    }
    registration.state = 'over';
    signal?.removeEventListener('abort', registration.aborted);
    const held = address.holders.delete(registration);
    address.queue = address.queue.filter((other) => other !== registration);
    if (held && address.holders.size === 0) {
      this.#vacant(address);
    }
  }

  /**
   * The address has no holder: gives it to the next in the queue, or unregisters it at the
   * bridge.
   */
  #vacant(address) {
    if (address.queue.length > 0) {
      this.#hold(address.queue.shift());
    } else if (!address.opening && this.#addresses.get(address.name) === address) {
      this.#addresses.delete(address.name);
      if (address.registered) {
        this.#bridge.send({ type: 'unregister', address: address.name });
      }
    }
  }

  /**
   * Refuses registrations that still wait for the holder in the next turn of the event loop. An
   * unmounted component ends its registration as soon as it has it, which is before that.
   */
  #refuseQueueLater(address) {
    if (address.opening || address.queue.length === 0) {
      return; // called again when it is open
    }
    const [holder] = address.holders;
    setTimeout(() => {
      if (holder?.state === 'open') {
        const problem = `${address.name} has a handler already; end that one first`;
        const failure = new DiemNetError(Code.INVALID_REQUEST, problem);
        address.queue.forEach((registration) => this.#end(registration, failure));
      }
    }, 0);
  }
}
