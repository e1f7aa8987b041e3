// A link over a WebSocket in SockJS's own framing: `o` opens, `h` is a heartbeat, `a[..]` are
// messages, `c[..]` closes. Current browsers need no more of SockJS.

import { shown } from './addresses.js';
import { Code, DiemNetError } from './errors.js';

/** Creates the URL of the WebSocket of a new SockJS session. */
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
 * Connects. Resolves when the session is open.
 *
 * @param url `http(s)://host:port/eventbus` or `ws(s)://host:port/eventbus`
 */
export function openSockJs(url, options, { onFrame, onClose }) {
  const place = shown(url); // a query can contain a token
  if (typeof WebSocket !== 'function') {
    const problem = `${place}: there is no global WebSocket here (Node.js has one from version 22 on)`;
    return Promise.reject(new DiemNetError(Code.INVALID_REQUEST, problem));
  }
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
      `no event bus at ${place}: nobody listens there, the token is wrong, or this page is not allowed`,
    );
    let over = false;
    const closed = () => {
      if (!over) {
        over = true;
        open ? onClose(failure) : reject(failure);
      }
    };
    const take = (messages) => {
      let frames;
      try {
        frames = JSON.parse(messages).map((message) => JSON.parse(message));
      } catch (malformed) {
        failure = new DiemNetError(Code.CONNECTION_LOST, `${place}: ${malformed.message}`);
        socket.close();
        return;
      }
      frames.forEach((frame) => onFrame(frame));
    };
    socket.onmessage = ({ data }) => {
      switch (data[0]) {
        case 'o':
          open = true;
          failure = new DiemNetError(Code.CONNECTION_LOST, `${place} closed the connection`);
          resolve(link);
          break;
        case 'a':
          take(data.slice(1));
          break;
        case 'h':
          // Answer at once and not from a timer: a browser runs the timers of a hidden page once
          // per minute.
          link.ping();
          onFrame({ type: 'heartbeat' });
          break;
        default:
          socket.close();
      }
    };
    socket.onclose = closed;
    socket.onerror = closed; // not all platforms call onclose after it
    options.signal.addEventListener('abort', () => open || socket.close());
  });
}
