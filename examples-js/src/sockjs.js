// A link over a WebSocket in SockJS's own framing: `o` opens, `h` is a heartbeat, `a[..]` are
// messages, `c[..]` closes. That is all of SockJS that a browser of today needs.

import { Code, DiemNetError } from './errors.js';

/** The WebSocket of a new SockJS session. */
export function sessionUrl(url, token) {
  const target = new URL(url);
  target.protocol = target.protocol.replace('http', 'ws');
  const server = String(Math.floor(Math.random() * 1000)).padStart(3, '0');
  const session = crypto.randomUUID().replaceAll('-', '');
  const path = target.pathname === '/' ? '/eventbus' : target.pathname.replace(/\/+$/, '');
  target.pathname = `${path}/${server}/${session}/websocket`;
  if (token !== undefined) {
    target.searchParams.set('token', token);
  }
  return target;
}

/**
 * Connects; done when the session is open.
 *
 * @param url `http(s)://host:port/eventbus`, or `ws(s)://` the same
 */
export function openSockJs(url, options, { onFrame, onClose }) {
  const socket = new WebSocket(sessionUrl(url, options.token));
  const link = {
    send: (frame) => socket.send(JSON.stringify([JSON.stringify(frame)])),
    ping: () => link.send({ type: 'ping' }),
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    let open = false;
    let failure = new DiemNetError(
      Code.CONNECTION_LOST,
      `no event bus at ${url}: nobody listens there, the token is wrong, or this page is not allowed`,
    );
    let over = false;
    const closed = () => {
      if (!over) {
        over = true;
        open ? onClose(failure) : reject(failure);
      }
    };
    socket.onmessage = ({ data }) => {
      switch (data[0]) {
        case 'o':
          open = true;
          failure = new DiemNetError(Code.CONNECTION_LOST, `${url} closed the connection`);
          resolve(link);
          break;
        case 'a':
          for (const message of JSON.parse(data.slice(1))) {
            onFrame(JSON.parse(message));
          }
          break;
        case 'h':
          onFrame({ type: 'heartbeat' });
          break;
        default:
          socket.close();
      }
    };
    socket.onclose = closed;
    socket.onerror = closed; // not everywhere does a close follow
    options.signal.addEventListener('abort', () => open || socket.close());
  });
}
