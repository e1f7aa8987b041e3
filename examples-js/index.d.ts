/** Failure codes of calls: those of the event bus, and those of the bridge itself (401, 403). */
export const Code: {
  readonly INVALID_REQUEST: 400;
  readonly NOT_CONNECTED: 404;
  readonly NOT_SUPPORTED: 501;
  readonly TOO_LARGE: 413;
  readonly TOO_MANY_PENDING: 429;
  readonly TIMED_OUT: 408;
  readonly CONNECTION_LOST: 503;
  readonly ALREADY_CONNECTED: 409;
  readonly DIAL_FAILED: 502;
  readonly WRONG_TOKEN: 401;
  readonly ACCESS_DENIED: 403;
};

/** The failure of a call. Throw it from a handler to fail the call that it serves. */
export class DiemNetError extends Error {
  constructor(code: number, message: string);
  readonly code: number;
  /** The name of the code, or `UNKNOWN`. */
  readonly reason: string;
}

/** A string is sent as UTF-8. */
export type Payload = string | Uint8Array | ArrayBufferView | ArrayBuffer;

/** Returns a payload as text. */
export function text(payload: Uint8Array): string;

/** A peer's id: 32 hex digits. */
export type PeerId = string;

export interface Message {
  readonly peer: PeerId;
  readonly protocol: string;
  readonly kind: 'rpc' | 'direct-send';
  /** 0 to 255. */
  readonly priority: number;
  readonly payload: Uint8Array;
}

/** Its result answers a request. For a direct send the result is ignored. */
export type Handler = (message: Message) => Payload | void | Promise<Payload | void>;

export interface Subscription {
  /** Ends only this registration. A second call does nothing. */
  off(): void;
}

export interface SubscribeOptions {
  /**
   * Ends the registration, like `off`. If it is not registered yet, the promise fails with the
   * reason of the signal.
   */
  signal?: AbortSignal;
}

export interface Peer {
  readonly peer: PeerId;
  readonly address: string;
  readonly origin: 'inbound' | 'outbound';
  readonly role: string;
  readonly protocols: readonly string[];
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  readonly pingMillis: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
}

/** A peer that the seeds or a discovery source of the node list. */
export interface KnownPeer {
  readonly peer: PeerId;
  readonly state: 'connected' | 'dialing' | 'waiting' | 'never';
  readonly role: string;
  /** Whether the peer may connect. */
  readonly trusted: boolean;
  /** Whether the peer should be connected and is not. */
  readonly missing: boolean;
  readonly addresses: readonly string[];
  /** Since when the peer is connected, or not connected. Milliseconds since 1970. */
  readonly since: number;
  /** The reason for the state in words, except for a connected peer. */
  readonly why?: string;
  /** The time of the next dial. Milliseconds since 1970. */
  readonly nextAttemptAt?: number;
  /** Why the last dial failed or the last connection ended. */
  readonly lastError?: string;
  readonly connection?: Peer;
}

type PeerOfEvent = Pick<Peer, 'peer' | 'address' | 'origin' | 'role' | 'protocols' | 'connectedAt'>;

export type NetworkEvent =
  | ({ readonly type: 'new-peer'; readonly at: number } & PeerOfEvent)
  | ({
      readonly type: 'lost-peer';
      readonly at: number;
      readonly reason: 'requested' | 'connection-lost';
    } & PeerOfEvent)
  | {
      readonly type: 'refused';
      readonly at: number;
      readonly direction: 'inbound' | 'outbound';
      readonly address: string;
      readonly peer?: PeerId;
      readonly reason: string;
    };

export interface Info {
  readonly network: string;
  readonly peer: PeerId;
  readonly publicKey: string;
  readonly address: string | null;
  readonly networkId: string;
  readonly role: string;
  readonly chainId: number;
  readonly mutualAuthentication: boolean;
  readonly protocols: readonly string[];
  readonly startedAt: number;
  readonly crypto: string;
  readonly failures: {
    readonly inbound: Readonly<Record<string, number>>;
    readonly outbound: Readonly<Record<string, number>>;
  };
}

/** The result of a direct send to several peers. */
export interface Broadcast {
  readonly queued: number;
  readonly failed: Readonly<Record<PeerId, { readonly code: number; readonly message: string }>>;
}

export interface Options {
  /** The node's network. Default: its only one. */
  network?: string;
  /** The prefix of the addresses. Default: `diemnet`. */
  prefix?: string;
  /** The secret of the node, if it has one. */
  token?: string;
  /** Options of `tls.connect` for `tls://`: `ca` for your own certificate. */
  tls?: object;
  /**
   * Back-off before another attempt to connect, in milliseconds. It grows from `min` to `max`,
   * with a list of addresses after each round through the list.
   */
  reconnect?: { min?: number; max?: number };
  /** Called at the first connection and after each reconnect. All handlers are registered. */
  onConnect?: () => void;
  /** Called when the connection is lost. Calls in flight have failed with 503. */
  onDisconnect?: (cause: Error) => void;
  /** Called for errors without a call: a handler that threw, a frame that was refused. */
  onError?: (failure: Error) => void;
}

/** One network of a node, for applications outside the JVM. */
export class DiemNetClient {
  private constructor();
  readonly name: string;
  /** Whether the client is connected. */
  readonly connected: boolean;
  /** The address of the connected node, without a secret, or null. */
  readonly url: string | null;
  /** Returns another network of the same node, over the same connection. */
  network(name: string): DiemNetClient;
  /** Calls a peer; `timeout` in milliseconds, at most 25000. */
  rpc(
    peer: PeerId,
    protocol: string,
    payload: Payload,
    options?: { timeout?: number; priority?: number },
  ): Promise<Uint8Array>;
  /**
   * Sends a message without an acknowledgement to several peers, or with `*` to all connected
   * peers. Resolves when it is queued.
   */
  directSend(
    peers: readonly PeerId[] | '*',
    protocol: string,
    payload: Payload,
    options?: { priority?: number },
  ): Promise<Broadcast>;
  /** The same to one peer. */
  directSend(
    peer: PeerId,
    protocol: string,
    payload: Payload,
    options?: { priority?: number },
  ): Promise<void>;
  /**
   * Serves the requests and direct sends of a protocol, also after every reconnect. A protocol
   * has one handler at a time. A second one waits for a registration that is being made or
   * removed, and otherwise fails with code 400.
   */
  on(protocol: string, handler: Handler, options?: SubscribeOptions): Promise<Subscription>;
  /** Registers a handler for new, lost and refused peers. Any number of handlers is allowed. */
  events(
    handler: (event: NetworkEvent) => void,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** The connected peers. */
  peers(): Promise<Peer[]>;
  /** All peers that the node knows of, connected or not, and why not. */
  known(): Promise<KnownPeer[]>;
  /**
   * Waits until a peer is connected (an id), so many peers are (a number), or all trusted peers
   * are (undefined). Fails with 408 after `timeout` milliseconds: default 10000, at most 25000.
   */
  whenConnected(peers?: PeerId | number, options?: { timeout?: number }): Promise<void>;
  /** The description of this network, and its failures so far. */
  info(): Promise<Info>;
  /** The infos of all networks of the node. */
  networks(): Promise<Info[]>;
  /**
   * Sends a request to another address of the event bus, such as administration if it is
   * permitted.
   */
  request(address: string, body?: object): Promise<unknown>;
  /** Closes the connection for all its networks. */
  close(): void;
}

/**
 * Connects to a node and reconnects when the connection is lost, with all handlers. An invalid
 * address fails with code 400.
 *
 * @param addresses in Node.js `tcp://host:port` (short `host:port`), `tls://host:port`, or with a
 *     global WebSocket `http(s)://host:port/eventbus`; in a browser `http(s)://host:port/eventbus`,
 *     default: the page's own host. Of a list the client uses the first node that it can reach,
 * and after a loss the next one. The network must have the same name on all nodes of a list.
 */
export function connect(
  addresses?: string | readonly string[],
  options?: Options,
): Promise<DiemNetClient>;
