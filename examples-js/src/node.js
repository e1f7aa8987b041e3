import { checkTcp, checkWeb, parseAll, shown, toUrl } from './addresses.js';
import { connectWith } from './client.js';
import { openSockJs } from './sockjs.js';
import { openTcp } from './tcp.js';

export { DiemNetClient } from './client.js';
export { Code, DiemNetError } from './errors.js';
export { text } from './payload.js';

const EXPECTED = 'tcp://host:port (or host:port), tls://host:port or http(s)://host:port/eventbus';

/**
 * Connects to a node.
 *
 * @param addresses `tcp://host:port`, short `host:port`; `tls://host:port`; or, with a global
 *     WebSocket, `http(s)://host:port/eventbus`; or a list of addresses
 */
export async function connect(addresses = 'tcp://127.0.0.1:7000', options = {}) {
  return connectWith(parseAll(addresses, target), options);
}

function target(address) {
  const url = toUrl(address.includes('://') ? address : `tcp://${address}`, EXPECTED);
  const tcp = /^(tcp|tls):$/.test(url.protocol);
  const checked = (tcp ? checkTcp(url) : checkWeb(url, EXPECTED)).href;
  const open = tcp ? openTcp : openSockJs;
  return { url: shown(checked), open: (settings, callbacks) => open(checked, settings, callbacks) };
}
