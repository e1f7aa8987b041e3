// The examples, as people run them: each with the commands that the project's README gives.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Run, demo, freePort, node } from './node-process.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const DEMO = /java -jar \S*vertx-diemnet-node\.jar (demo --port (\d+))/;
const SERVICE = /node (examples-js\/examples\/ping-pong-service\.mjs) 127\.0\.0\.1:(\d+)/;

const readmes = {};
for (const file of ['README.md', 'examples-js/README.md']) {
  readmes[file] = await readFile(root + file, 'utf8');
}
const telling = Object.entries(readmes).filter(([, readme]) => SERVICE.test(readme));

test('the commands are told where people look for them', () => {
  assert.ok(telling.some(([file]) => file === 'examples-js/README.md'));
});

for (const [file, readme] of telling) {
  test(`demo and then the service, with the commands of ${file}`, async () => {
    const [, demoArguments, written] = DEMO.exec(readme) ?? assert.fail(`no demo in ${file}`);
    const [, script, bridge] = SERVICE.exec(readme) ?? assert.fail(`no service in ${file}`);
    // The same commands, on ports that nobody else has now.
    const validators = Number(bridge) - Number(written);
    const port = await freePort(validators + 2); // and the bridge's two
    const shifted = port + validators;
    const network = node(...demoArguments.replace(written, String(port)).split(' '));
    try {
      await network.find(/keeps running/);
      const service = new Run(process.execPath, [script, `127.0.0.1:${shifted}`, '--exit'], {
        cwd: root,
      });
      await service.find(/validator-3 calls: "ping from validator-3"/);
      assert.equal(await service.ended, 0, String(service));
      assert.match(service.out, /asked validator-1: .* "Round 7\."/);
      assert.match(service.out, /validator-1 calls: "ping from validator-1"/);
      await network.find(/validator-2 calls ping-pong at validator-0: "pong from JavaScript"/);
    } finally {
      await network.stop();
    }
  });
}

test('the bridge is measured', async () => {
  const network = await demo('--validators', '2');
  try {
    const script = 'examples-js/bench/rpc.mjs';
    const options = ['--address', network.tcp, '--rounds', '1', '--seconds', '0.2'];
    const bench = new Run(process.execPath, [script, ...options], { cwd: root });
    assert.equal(await bench.ended, 0, String(bench));
    for (const outstanding of [1, 99]) {
      for (const unit of ['calls/s', 'us p50', 'us p99']) {
        const row = new RegExp(`bridge from Node.js, ${outstanding} outstanding +${unit} +[1-9]`);
        assert.match(bench.out, row);
      }
    }
  } finally {
    await network.stop();
  }
});
