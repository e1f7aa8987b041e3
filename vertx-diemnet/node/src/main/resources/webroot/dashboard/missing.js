// Words for a known peer that is not connected.

import { clock, lasting } from './format.js';

/** Returns why it is not connected, and what the node does about it. `now` is milliseconds since 1970. */
export function missingWords({ state, why, lastError, nextAttemptAt, since }, now) {
  const rest = nextAttemptAt ? Math.max(0, nextAttemptAt - now) : null;
  const next = rest === null ? null : rest < 1000 ? 'next dial now' : `next dial in ${lasting(rest)}`;
  const error = lastError?.replace(/^\/\S+: /, ''); // without the address
  const words = [state === 'dialing' ? 'dialing now' : (next ?? why), error, next ? why : null];
  return [...words, since ? `since ${clock(since)}` : null].filter(Boolean).join('; ') || String(state);
}
