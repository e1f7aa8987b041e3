import { connectWith } from './client.js';
import { openSockJs } from './sockjs.js';

export { DiemNetClient } from './client.js';
export { Code, DiemNetError } from './errors.js';
export { text } from './payload.js';

/**
 * Connects to a node over its web port.
 *
 * @param url `http(s)://host:port/eventbus`; the page's own host unless given
 */
export function connect(url = new URL('/eventbus', location.href).href, options = {}) {
  return connectWith((settings, callbacks) => openSockJs(url, settings, callbacks), options);
}
