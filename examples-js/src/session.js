// The event bus over one connection at a time: requests, registrations that outlive a connection,
// and reconnects to the next address of the list when a connection is lost. When the node announces
// that it goes away, the session moves to the next address. The old connection then still answers
// calls in flight until the node closes it.

import { Connection } from './connection.js';
import { Code, DiemNetError, fromFrame } from './errors.js';
import { Registrations } from './registrations.js';

export class Session {
  #targets;
  #options;
  #connection = null;
  #leaving = new Set(); // connections to nodes that go away
  #moving = null; // the connection that the session moves away from
  #closed = false;
  #notices; // the address of the bridge's own notices
  #retry;
  #turn = 0; // the target that is used, or tried next
  #attempts = 0; // without success
  #wrongTokens = 0; // consecutive
  #registrations = new Registrations(this);
  #listener = {
    onFrame: (frame, connection) => this.#frame(frame, connection),
    onClose: (cause, connection) => this.#lost(cause, connection),
  };

  /**
   * @param targets the nodes, see Connection.open
   * @param options check(connection), prefix, reconnect {min, max}, onConnect, onDisconnect, onGoingAway, onError, and
   *     those of links
   */
  constructor(targets, options) {
    this.#targets = targets;
    this.#options = options;
    this.#notices = `${options.prefix ?? 'diemnet'}.bridge`;
  }

  get connected() {
    return this.#connection !== null;
  }

  /** The address of the connected node, or null. */
  get url() {
    return this.#connection?.url ?? null;
  }

  /**
   * Connects for the first time, to the first node that it can reach. Reconnects by itself later.
   */
  async open() {
    const failures = [];
    while (failures.length < this.#targets.length) {
      try {
        await this.#connect();
        return;
      } catch (failure) {
        failures.push(failure);
      }
    }
    throw together(failures);
  }

  send(frame) {
    this.#connection?.send(frame);
    if (frame.type === 'unregister') {
      this.#leaving.forEach((connection) => connection.send(frame));
    }
  }

  /** Resolves with the body of the answer. Fails after the time-out, in milliseconds. */
  async request(address, body, timeout) {
    if (!this.#connection) {
      throw new DiemNetError(Code.CONNECTION_LOST, 'not connected to the node at the moment');
    }
    return this.#connection.request(address, body, timeout);
  }

  /** See Registrations. */
  register(address, handler, options) {
    return this.#registrations.add(address, handler, options);
  }

  /** Closes the session. Requests in flight fail. */
  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    const cause = new DiemNetError(Code.CONNECTION_LOST, 'the client was closed');
    const connection = this.#connection;
    this.#connection = null;
    this.#registrations.clear(cause);
    connection?.close(cause);
    this.#leaving.forEach((old) => old.close(cause));
  }

  async #connect() {
    const target = this.#targets[this.#turn % this.#targets.length];
    let connection;
    try {
      connection = await this.#openAt(target);
    } catch (failure) {
      this.#turn++;
      throw failure;
    }
    if (this.#closed) {
      connection.close(new DiemNetError(Code.CONNECTION_LOST, 'the client was closed'));
      return;
    }
    this.#use(connection);
  }

  /** Opens a connection, and checks that the node is of use. */
  async #openAt(target) {
    const connection = await Connection.open(target, this.#options, this.#listener);
    try {
      await this.#options.check?.(connection);
    } catch (failure) {
      connection.close(failure);
      throw failure;
    }
    return connection;
  }

  #use(connection) {
    this.#connection = connection;
    this.#attempts = 0;
    this.#wrongTokens = 0;
    connection.send({ type: 'register', address: this.#notices });
    this.#registrations.restore();
    this.#tell(this.#options.onConnect);
  }

  /** The node of the connection goes away: uses the next node of the list that can be reached. */
  async #move(old) {
    if (this.#moving === old || this.#connection !== old) {
      return;
    }
    this.#moving = old;
    this.#tell(this.#options.onGoingAway);
    const count = this.#targets.length;
    for (let other = 1; other < count && this.#connection === old; other++) {
      const turn = (this.#turn + other) % count;
      if ([...this.#leaving].some(({ url }) => url === this.#targets[turn].url)) {
        continue; // it goes away too
      }
      let connection;
      try {
        connection = await this.#openAt(this.#targets[turn]);
      } catch {
        continue;
      }
      if (this.#connection !== old) {
        // Closed, or lost before the move: the session reconnects by itself.
        connection.close(new DiemNetError(Code.CONNECTION_LOST, 'not used'));
      } else {
        this.#turn = turn;
        this.#leaving.add(old);
        this.#registrations.moved();
        this.#use(connection);
      }
    }
    // Otherwise the old connection is used until the node closes it.
  }

  /** Handles frames that are not answers to requests. */
  #frame(frame, connection) {
    if (frame.address === this.#notices || frame.sourceAddress === this.#notices) {
      // An older node refuses the registration, and never announces anything.
      if (frame.type !== 'err' && frame.body?.type === 'going-away') {
        this.#move(connection);
      }
    } else if (this.#leaving.has(connection) && ofOldNode(frame)) {
      // The session has the events of the new node.
    } else if (frame.type === 'err') {
      const failure = fromFrame(frame);
      if (!this.#registrations.refused(frame.sourceAddress, failure)) {
        this.#options.onError?.(failure);
      }
    } else if (frame.type === 'message' || frame.type === 'rec') {
      // The answer goes over the same connection, because others do not know the request.
      this.#registrations.deliver(frame.address, frame, (answer) =>
        connection.send({ type: 'send', address: frame.replyAddress, ...answer }),
      );
    }
  }

  #lost(cause, connection) {
    this.#leaving.delete(connection);
    if (connection !== this.#connection) {
      return;
    }
    this.#connection = null;
    this.#turn++;
    this.#registrations.lost();
    this.#tell(this.#options.onDisconnect, cause);
    if (!this.#closed) {
      this.#reconnect();
    }
  }

  /** Reconnects, with a back-off that grows with each round and has jitter. */
  #reconnect() {
    const { min, max } = this.#options.reconnect;
    const round = Math.floor(this.#attempts++ / this.#targets.length);
    const pause = Math.min(max, min * 2 ** round) * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#again(), pause);
  }

  async #again() {
    try {
      await this.#connect();
    } catch (failure) {
      this.#wrongTokens = failure.code === Code.WRONG_TOKEN ? this.#wrongTokens + 1 : 0;
      if (this.#wrongTokens >= this.#targets.length) {
        this.close();
        this.#options.onError?.(failure);
      } else if (!this.#closed) {
        this.#reconnect();
      }
    }
  }

  /** Ignores errors of the application's callbacks. */
  #tell(callback, ...values) {
    try {
      callback?.(...values);
    } catch (failure) {
      this.#options.onError?.(failure);
    }
  }
}

/** Whether a frame of a node that the session has left is of no use. */
function ofOldNode({ type, address }) {
  return type === 'err' || (address ?? '').endsWith('.events');
}

/** Combines the failures of all addresses. */
function together(failures) {
  if (failures.length === 1) {
    return failures[0];
  }
  const [code, ...others] = new Set(failures.map((failure) => failure.code));
  const failure = new DiemNetError(
    others.length === 0 ? code : Code.CONNECTION_LOST,
    `no node of the list can be used: ${failures.map(({ message }) => message).join('; ')}`,
  );
  failure.cause = new AggregateError(failures);
  return failure;
}
