// Addresses that cannot be used are told before a connection is tried, in words that help.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect as connectOfBrowser } from '../src/browser.js';
import { Code, connect } from '../src/node.js';

const WRONG = {
  'tcp://host': /^tcp:\/\/host has no port: expected tcp:\/\/host:port.* as in tcp:\/\/host:7000$/,
  host: /^tcp:\/\/host has no port/,
  'tls://host/': /^tls:\/\/host\/ has no port: expected tls:/,
  'tcp://host:0': /has no port/,
  'tcp://[::1]': /as in tcp:\/\/\[::1\]:7000$/,
  'tcp://host:70000': /not an address of a node.* a port is at most 65535/,
  'tcp://:7000': /not an address of a node|has no host/,
  '::1:7000': /an IPv6 address is in brackets/,
  'tcp://host:7000/eventbus': /has a path/,
  'tcp://host:7000?token=secret': /the secret is the option token/,
  'tcp://user:secret@host:7000': /^tcp:\/\/host:7000: a user or a password has no place here/,
  'ftp://host:7000': /the scheme "ftp:" is not known: expected tcp:\/\/host:port/,
  'http://user:secret@host/': /a user or a password has no place here/,
  'http://host:x/?token=secret': /not an address of a node/,
  ' ': /an address is a text/,
};

for (const [address, words] of Object.entries(WRONG)) {
  test(`"${address}" is told`, async () => {
    await assert.rejects(connect(address), (failure) => {
      assert.equal(failure.code, Code.INVALID_REQUEST, failure.stack);
      assert.match(failure.message, words);
      assert.doesNotMatch(failure.message, /secret\b(?! is)/);
      return true;
    });
    await assert.rejects(connect(['tcp://127.0.0.1:1', address]), { code: Code.INVALID_REQUEST });
  });
}

test('what is no text is told, and an empty list', async () => {
  for (const address of [null, 7000, {}, [], [undefined]]) {
    await assert.rejects(connect(address), { code: Code.INVALID_REQUEST });
  }
});

test('a list takes a comma-free text for each node', async () => {
  await assert.rejects(connect('127.0.0.1:1,127.0.0.1:2'), { code: Code.INVALID_REQUEST });
});

test('a browser takes paths of its page and web addresses, and says so', async () => {
  globalThis.location = { href: 'http://127.0.0.1:1/page' };
  try {
    for (const address of ['tcp://host:7000', 'localhost:8080', 'file:///eventbus']) {
      await assert.rejects(connectOfBrowser(address), {
        code: Code.INVALID_REQUEST,
        message: /expected http\(s\):\/\/host:port\/eventbus/,
      });
    }
    await assert.rejects(connectOfBrowser('/bus?token=secret'), (failure) => {
      assert.match(failure.message, /^(no event bus at )?http:\/\/127\.0\.0\.1:1\/bus: /);
      return true;
    });
  } finally {
    delete globalThis.location;
  }
});

test('where there is no global WebSocket, web addresses are told', async () => {
  const { WebSocket } = globalThis;
  delete globalThis.WebSocket;
  try {
    await assert.rejects(connect('http://127.0.0.1:1/eventbus?token=secret'), {
      code: Code.INVALID_REQUEST,
      message: /^http:\/\/127\.0\.0\.1:1\/eventbus: there is no global WebSocket/,
    });
  } finally {
    if (WebSocket) {
      globalThis.WebSocket = WebSocket;
    }
  }
});
