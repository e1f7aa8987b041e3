import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64, toBase64 } from '../src/payload.js';
import { sessionUrl } from '../src/sockjs.js';
import { FrameParser, encode } from '../src/tcp.js';

const frames = [{ type: 'ping' }, { a: 'ä'.repeat(10) }, {}];

test('frames are the same wherever they are cut', () => {
  const bytes = Buffer.concat(frames.map(encode));
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const parser = new FrameParser();
      const cuts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      assert.deepEqual(cuts.flatMap((cut) => [...parser.push(cut)]), frames);
    }
  }
});

test('a length that no bridge would write is refused', () => {
  const parser = new FrameParser();
  assert.throws(() => [...parser.push(Buffer.from('HTTP/1.1 400'))], { code: 413 });
});

test('payloads are the same with and without the Buffer of Node.js', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
  const here = toBase64(bytes);
  const buffer = globalThis.Buffer;
  try {
    globalThis.Buffer = undefined; // as in a browser
    assert.equal(toBase64(bytes), here);
    assert.deepEqual(fromBase64(here), bytes);
    assert.equal(toBase64('ä'), 'w6Q=');
  } finally {
    globalThis.Buffer = buffer;
  }
  assert.deepEqual(fromBase64(here), bytes);
});

test('a SockJS session has a path of its own, and the token in its query', () => {
  const url = sessionUrl('https://node.example/eventbus/', 'a&b c');
  assert.match(url.href, /^wss:\/\/node\.example\/eventbus\/\d{3}\/[0-9a-f]{32}\/websocket\?/);
  assert.equal(url.searchParams.get('token'), 'a&b c');
  assert.equal(sessionUrl('http://localhost:8080', undefined).search, '');
});
