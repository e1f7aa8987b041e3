// Short explanations of the reasons for failed connections. docs/operations.md has more.

export const REASONS = {
  'not-dialable': 'the address lacks a host, port or key',
  resolve: 'the name does not resolve',
  connect: 'nothing listens there, or a firewall blocks it',
  timeout: 'the handshake took too long',
  'proxy-header': 'the required PROXY header is missing',
  incomplete: 'the remote closed before its Noise message was complete',
  'self-dial': "the dialer has this node's own id",
  'wrong-key': 'the dialer expects another key',
  'decrypt-failed': 'the remote does not have the expected key',
  'low-order-key': 'the public key is of low order',
  'unknown-peer': 'this peer id is not trusted',
  'key-mismatch': 'this peer id is trusted, but not with this key',
  'derived-id-mismatch': 'an unlisted peer must use the id derived from its key',
  replay: 'a replayed handshake, or a clock that was set back',
  refused: 'the remote closed: it does not trust this node, or is full',
  'connection-lost': 'the connection ended during the handshake',
  overloaded: 'too many handshakes wait for a processor',
  internal: 'a defect of this node: see its log',
  'frame-too-short': 'a frame is too short: the remote is broken',
  'frame-not-authentic': 'a frame was altered in transit, or the remote is broken',
  'cipher-exhausted': "the session's cipher has no nonces left",
  'frame-truncated': 'the connection ended inside a frame',
  'chain-id': 'the remote is on another chain',
  'network-id': 'the remote is in another network',
  'no-common-version': 'there is no common version',
  'no-common-protocols': 'there is no common protocol',
  malformed: 'the bytes are not a handshake message',
  'trailing-bytes': 'there are bytes after the handshake message',
  'closed-in-handshake': 'the remote closed: another chain or network?',
  'too-many-upgrades': 'too many connections are in their handshake',
  'too-many-upgrades-from-address': 'too many handshakes from one address',
  'too-many-upgrades-of-peer': 'too many handshakes claim the same peer id',
  'too-many-unknown': 'too many unknown peers are connected',
  'too-many-unknown-from-address': 'too many unknown peers from one address',
  memory: 'strangers have filled their share of the memory',
  'no-access': 'the peer is not on access.allow, or is on access.block',
  'already-connected': 'the peer is connected already: normal if both dial at once',
  'shutting-down': 'this node was shutting down',
};

/** Reasons for the loss of a connection. */
const LOST = new Map([
  ['requested', 'closed on request'],
  ['connection-lost', 'the connection broke'],
  ['memory', 'closed to free memory'],
  ['gone', 'no longer connected'],
]);

/** What happens in a healthy network: two connections of which one is kept. */
const NORMAL = new Set(['already-connected', 'requested', 'shutting-down', 'replaced']);

/** Returns whether the reason is no alarm. */
export function isNormal(reason) {
  return NORMAL.has(reason);
}

/** Returns the words for a lost peer: those of the remote if it has said why. */
export function whyLost({ detail, reason }) {
  return detail || LOST.get(reason) || REASONS[reason] || String(reason);
}

/** Returns the words for a failed connection. */
export function whyFailed({ detail, reason }) {
  return detail || REASONS[reason] || String(reason);
}
