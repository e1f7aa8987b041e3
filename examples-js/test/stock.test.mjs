// Public clients of the Vert.x bridges, unchanged, against ours; and the TypeScript compiler over
// our types. They come from npm, so without one these tests are skipped - unless
// TESTS_REQUIRE_NODE is true.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { demo } from './node-process.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../target/stock/');

async function install() {
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await cp(here(`stock/${file}`), folder + file);
  }
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['ci', ...options], { cwd: folder, timeout: 300_000 });
}

let missing = false;
try {
  await install();
} catch (failure) {
  if (process.env.TESTS_REQUIRE_NODE === 'true') {
    throw failure;
  }
  missing = `the public clients cannot be had from npm: ${failure.message.split('\n')[0]}`;
}

const base64 = (text) => Buffer.from(text).toString('base64');
const plain = (payload) => Buffer.from(payload, 'base64').toString();

/** What a stock client's callback gets, as a promise. */
const send = (bus, address, body) =>
  new Promise((resolve, reject) =>
    bus.send(address, body, (failure, message) => (failure ? reject(failure) : resolve(message))),
  );

describe('public clients', { skip: missing }, () => {
  let network;
  before(async () => {
    network = await demo('--validators', '2');
  });
  after(() => network?.stop());

  const clients = {
    '@vertx/eventbus-bridge-client.js': () => {
      const EventBus = createRequire(folder)('@vertx/eventbus-bridge-client.js');
      return new EventBus(`${network.web}eventbus`, { vertxbus_ping_interval: 200 });
    },
    'vertx3-tcp-eventbus-client': () => {
      const EventBus = createRequire(folder)('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus.js');
      const [host, port] = network.tcp.split(':');
      return new EventBus(host, Number(port), { vertxbus_ping_interval: 60_000 });
    },
  };

  for (const [name, open] of Object.entries(clients)) {
    test(`${name} calls, serves, hears and fails as ever`, async () => {
      const bus = open();
      const unexpected = [];
      bus.onerror = (failure) => unexpected.push(failure);
      await new Promise((resolve) => (bus.onopen = resolve));
      try {
        const infos = (await send(bus, 'diemnet.networks', {})).body;
        const peer = infos.find((info) => info.network === 'validator-1').peer;
        const call = (protocol, payload) =>
          send(bus, 'diemnet.validator-0.rpc', { peer, protocol, payload: base64(payload) });

        const answer = await call('ConsensusRpc', 'Which round?');
        assert.equal(plain(answer.body.payload), 'Round 7.');

        bus.registerHandler('diemnet.validator-1.in.PingPongRpc', (failure, message) => {
          if (message.body.kind === 'rpc') {
            message.reply({ payload: base64(`pong to ${plain(message.body.payload)}`) });
          }
        });
        const served = await call('PingPongRpc', 'ping');
        assert.equal(plain(served.body.payload), 'pong to ping');

        await assert.rejects(call('NoSuchRpc', ''), {
          failureCode: 400,
          failureType: 'RECIPIENT_FAILURE',
        });
        assert.deepEqual(unexpected, []);
        await assert.rejects(send(bus, 'diemnet.validator-0.admin.dial', {}), { failureCode: 403 });
        bus.publish('diemnet.validator-0.rpc', {});
        await send(bus, 'diemnet.networks', {});
        assert.equal(unexpected.length, 1);
        assert.equal(unexpected[0].message, 'access_denied');
      } finally {
        bus.onclose = null;
        bus.transport ? bus.transport.destroy() : bus.close();
      }
    });
  }

  test('the types are what the TypeScript compiler takes them for', async () => {
    const compiler = createRequire(folder).resolve('typescript/bin/tsc');
    try {
      await run(process.execPath, [compiler, '-p', here('tsconfig.json')]);
    } catch ({ stdout, message }) {
      assert.fail(stdout || message);
    }
  });
});
