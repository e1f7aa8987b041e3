import { connectWith } from './client.js';
import { openSockJs } from './sockjs.js';
import { openTcp } from './tcp.js';

export { DiemNetClient } from './client.js';
export { Code, DiemNetError } from './errors.js';
export { text } from './payload.js';

/**
 * Connects to a node.
 *
 * @param url `tcp://host:port`, short `host:port`; `tls://host:port`; or, where there is a global
 *     WebSocket, `http(s)://host:port/eventbus`
 */
export function connect(url = 'tcp://127.0.0.1:7000', options = {}) {
  const target = url.includes('://') ? url : `tcp://${url}`;
  const open = /^(tcp|tls):/.test(target) ? openTcp : openSockJs;
  return connectWith((settings, callbacks) => open(target, settings, callbacks), options);
}
