// A link over TCP: frames of vertx-tcp-eventbus-bridge, a u32 length and JSON.

import net from 'node:net';
import tls from 'node:tls';
import { Code, DiemNetError, fromFrame } from './errors.js';

const HEADER = 4;
const MAX_FRAME = 256 * 1024 * 1024;

/** Splits the received data into frames, with few copies. */
export class FrameParser {
  #chunks = [];
  #bytes = 0;
  #length = -1;

  /** Yields the frames that are complete with this chunk, each as JSON. */
  *push(chunk) {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      if (this.#length < 0) {
        if (this.#bytes < HEADER) {
          return;
        }
        this.#length = this.#take(HEADER).readUInt32BE();
        if (this.#length > MAX_FRAME) {
          throw new DiemNetError(Code.TOO_LARGE, `a frame of ${this.#length} bytes: no bridge?`);
        }
      }
      if (this.#bytes < this.#length) {
        return;
      }
      const json = this.#take(this.#length);
      this.#length = -1;
      yield JSON.parse(json.toString('utf8'));
    }
  }

  #take(length) {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#bytes -= length;
    this.#chunks = this.#bytes === 0 ? [] : [all.subarray(length)];
    return all.subarray(0, length);
  }
}

/** Encodes a frame. */
export function encode(frame) {
  const text = JSON.stringify(frame);
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(HEADER + length);
  bytes.writeUInt32BE(length);
  bytes.write(text, HEADER);
  return bytes;
}

/**
 * Connects. Resolves when the bridge has answered a ping, which carries the token.
 *
 * @param url `tcp://host:port` or `tls://host:port`
 */
export function openTcp(url, options, { onFrame, onClose }) {
  const { protocol, hostname, port } = new URL(url);
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true };
  const socket =
    protocol === 'tls:'
      ? tls.connect({ ...target, servername: net.isIP(target.host) ? '' : target.host, ...options.tls })
      : net.connect(target);
  const link = {
    send: (frame) => socket.write(encode(frame)),
    ping: () => link.send({ type: 'ping' }),
    close: () => socket.destroy(),
  };
  const parser = new FrameParser();
  return new Promise((resolve, reject) => {
    let admitted = false;
    let failure = new DiemNetError(Code.CONNECTION_LOST, `${url} closed the connection`);
    const headers = options.token === undefined ? undefined : { token: options.token };
    socket.once(protocol === 'tls:' ? 'secureConnect' : 'connect', () =>
      link.send({ type: 'ping', headers }),
    );
    socket.on('data', (chunk) => {
      try {
        for (const frame of parser.push(chunk)) {
          if (admitted) {
            onFrame(frame);
          } else if (frame.type === 'pong') {
            admitted = true;
            resolve(link);
          } else {
            failure = fromFrame(frame);
          }
        }
      } catch (malformed) {
        failure = malformed;
        socket.destroy();
      }
    });
    socket.on('error', (cause) => {
      if (failure.code === Code.CONNECTION_LOST) {
        failure = new DiemNetError(Code.CONNECTION_LOST, `${url}: ${cause.message || cause.code}`);
      }
    });
    socket.on('close', () => (admitted ? onClose(failure) : reject(failure)));
    options.signal.addEventListener('abort', () => admitted || socket.destroy());
  });
}
