/** Why a call failed: the codes of the event bus, and those of the bridge itself (401, 403). */
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

/** A call that failed. Throw one from a handler to fail the call that it serves. */
export class DiemNetError extends Error {
  constructor(code: number, message: string);
  readonly code: number;
  /** The name of the code, or `UNKNOWN`. */
  readonly reason: string;
}

/** Text stands for its UTF-8. */
export type Payload = string | Uint8Array | ArrayBufferView | ArrayBuffer;

/** A payload as text. */
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

/** What it gives answers a request; for a direct send it is ignored. */
export type Handler = (message: Message) => Payload | void | Promise<Payload | void>;

export interface Subscription {
  /** Ends this one, and no other; a second call does nothing. */
  off(): void;
}

export interface SubscribeOptions {
  /**
   * Ends it, like `off`. If it is not registered yet, the promise fails with the reason of the
   * signal.
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

/** What became of a direct send to several peers. */
export interface Broadcast {
  readonly queued: number;
  readonly failed: Readonly<Record<PeerId, { readonly code: number; readonly message: string }>>;
}

export interface Options {
  /** The node's network to use; its only one unless given. */
  network?: string;
  /** What the addresses begin with; `diemnet` unless the node's configuration says otherwise. */
  prefix?: string;
  /** The secret of the node, if it has one. */
  token?: string;
  /** Options of `tls.connect` for `tls://`: `ca` for a certificate of one's own. */
  tls?: object;
  /**
   * Pauses before another attempt to connect, in milliseconds: they grow from `min` to `max`, with
   * a list of addresses after each round through it.
   */
  reconnect?: { min?: number; max?: number };
  /** Connected, the first time and after each loss: all handlers are registered. */
  onConnect?: () => void;
  /** The connection is lost; calls under way have failed with 503. */
  onDisconnect?: (cause: Error) => void;
  /** What no call can tell: a handler that threw, a frame that was refused. */
  onError?: (failure: Error) => void;
}

/** One network of a node: what an application on it can do, from outside the JVM. */
export class DiemNetClient {
  private constructor();
  readonly name: string;
  /** Whether the node can be reached now. */
  readonly connected: boolean;
  /** The address of the node that it is connected to, without a secret, or null. */
  readonly url: string | null;
  /** Another network of the same node, over the same connection. */
  network(name: string): DiemNetClient;
  /** Calls a peer; `timeout` in milliseconds, at most 25000. */
  rpc(
    peer: PeerId,
    protocol: string,
    payload: Payload,
    options?: { timeout?: number; priority?: number },
  ): Promise<Uint8Array>;
  /** Sends a message that nobody acknowledges to several peers, or with `*` to all that are connected; done when it is queued. */
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
   * Serves a protocol here, requests and direct sends alike; again after every lost connection. A
   * protocol has one handler at a time: a second one fails with code 400, but waits first for a
   * registration that is being made or ended.
   */
  on(protocol: string, handler: Handler, options?: SubscribeOptions): Promise<Subscription>;
  /** Tells of new, lost and refused peers; any number of handlers. */
  events(
    handler: (event: NetworkEvent) => void,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** The connected peers. */
  peers(): Promise<Peer[]>;
  /** What this network is, and its failures so far. */
  info(): Promise<Info>;
  /** The infos of all networks of the node. */
  networks(): Promise<Info[]>;
  /** Asks an address of the event bus that has no method here: administration, where it is open. */
  request(address: string, body?: object): Promise<unknown>;
  /** Ends the connection, for all networks of it. */
  close(): void;
}

/**
 * Connects to a node, and stays connected: a lost connection is made again, with its handlers. An
 * address that cannot be used fails with code 400.
 *
 * @param addresses in Node.js `tcp://host:port` (short `host:port`), `tls://host:port`, or with a
 *     global WebSocket `http(s)://host:port/eventbus`; in a browser `http(s)://host:port/eventbus`,
 *     the page's own host unless given. Of a list the first that can be reached is used; after a
 *     loss the next one. The nodes of a list call the network by the same name.
 */
export function connect(
  addresses?: string | readonly string[],
  options?: Options,
): Promise<DiemNetClient>;
