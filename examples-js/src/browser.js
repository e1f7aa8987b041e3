import { checkWeb, invalid, parseAll, shown, toUrl } from './addresses.js';
import { connectWith } from './client.js';
import { openSockJs } from './sockjs.js';

export { DiemNetClient } from './client.js';
export { Code, DiemNetError } from './errors.js';
export { text } from './payload.js';

const EXPECTED = 'http(s)://host:port/eventbus, or a path on the host of the page';

/**
 * Connects to a node over its web port.
 *
 * @param addresses `http(s)://host:port/eventbus`, or a list of addresses; default: the page's
 *     own host
 */
export async function connect(addresses = '/eventbus', options = {}) {
  return connectWith(parseAll(addresses, target), options);
}

function target(address) {
  const url = toUrl(address, EXPECTED, location.href);
  if (/^(tcp|tls):$/.test(url.protocol)) {
    throw invalid(`${shown(address)}: a browser has no TCP; expected ${EXPECTED}`);
  }
  const checked = checkWeb(url, EXPECTED).href;
  return {
    url: shown(checked),
    open: (settings, callbacks) => openSockJs(checked, settings, callbacks),
  };
}
