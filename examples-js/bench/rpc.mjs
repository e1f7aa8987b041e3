// RPCs of 32 bytes to a validator, with the Java API, over the local event bus, and from Node.js
// over the TCP bridge: calls per second and latencies, one after the other in several rounds of
// one run.
// In the project's root, after `mvn -q -DskipTests package`:
//
//   node examples-js/bench/rpc.mjs [--rounds 3] [--seconds 5] [--quick] [--json FILE]
//   node examples-js/bench/rpc.mjs --address 127.0.0.1:7000     only the bridge of a running demo
//
// The first two are the node's own `bench`, two networks in one process; the third calls
// validator-1 of
// a demo as the application of validator-0, which answers with 8 bytes.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connect } from '../src/node.js';

// The health ping uses one of the 100 calls that may be pending at a peer.
const OUTSTANDING = [1, 99];
const OUTSTANDING_IN_JAVA = [1, 100];
const WARM_UP_SECONDS = 5;
const JAR = fileURLToPath(
  new URL('../../vertx-diemnet/node/target/vertx-diemnet-node.jar', import.meta.url),
);

const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false }, // also for the node's own bench
    json: { type: 'string' },
    jar: { type: 'string', default: JAR },
  },
});
const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

/** The results of the rounds, by name and unit. */
const results = new Map();

function record(name, unit, value) {
  const key = `${name}\t${unit}`;
  results.set(key, [...(results.get(key) ?? []), value]);
}

// ---- the bridge

/** Keeps a number of calls outstanding for a given time. */
async function calls(node, peer, outstanding, time) {
  const payload = new Uint8Array(32);
  const latencies = [];
  const begin = performance.now();
  const end = begin + time * 1000;
  const caller = async () => {
    for (let sent = performance.now(); sent < end; ) {
      await node.rpc(peer, 'ConsensusRpc', payload, { timeout: 20_000 });
      const now = performance.now();
      latencies.push((now - sent) * 1000);
      sent = now;
    }
  };
  await Promise.all(Array.from({ length: outstanding }, caller));
  latencies.sort((a, b) => a - b);
  const percentile = (p) => latencies[Math.min(latencies.length - 1, Math.floor((latencies.length * p) / 100))];
  return {
    rate: latencies.length / ((performance.now() - begin) / 1000),
    p50: percentile(50),
    p99: percentile(99),
  };
}

async function bridge(node, peer) {
  for (const outstanding of OUTSTANDING) {
    const { rate, p50, p99 } = await calls(node, peer, outstanding, seconds);
    const name = `TCP bridge from Node.js, ${outstanding} outstanding`;
    record(name, 'calls/s', rate);
    record(name, 'us p50', p50);
    record(name, 'us p99', p99);
  }
}

async function connected(address) {
  const node = await connect(address, { network: 'validator-0' });
  const { peer } = (await node.networks()).find(({ network }) => network === 'validator-1');
  for (const outstanding of OUTSTANDING) {
    await calls(node, peer, outstanding, Math.min(seconds, WARM_UP_SECONDS));
  }
  return { node, peer };
}

// ---- in Java

async function inJava(folder) {
  const file = path.join(folder, 'figures.json');
  const names = OUTSTANDING_IN_JAVA.flatMap((n) => [`rpc-${n}`, `rpc-bus-${n}`]);
  const quick = values.quick ? ['--quick'] : [];
  const bench = spawn(java, ['-jar', values.jar, 'bench', ...quick, '--json', file, ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = await once(bench, 'close');
  if (status !== 0) {
    throw new Error(`bench ended with status ${status}`);
  }
  const figures = JSON.parse(await readFile(file, 'utf8'));
  for (const outstanding of OUTSTANDING_IN_JAVA) {
    for (const [prefix, label] of [['rpc', 'API in Java'], ['rpc-bus', 'local event bus']]) {
      for (const unit of ['calls/s', 'us p50', 'us p99']) {
        // Each figure occurs once per comparison. A percentile may be written as 99.0.
        const figure = figures.find(
          (each) =>
            each.name === `${prefix}-${outstanding}` && each.unit.replace(/\.0$/, '') === unit,
        );
        record(`${label}, ${outstanding} outstanding`, unit, figure.value);
      }
    }
  }
}

/** Starts a demo of two validators and returns the address of its bridge. */
async function demo() {
  const run = spawn(java, ['-jar', values.jar, 'demo', '--validators', '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  for await (const data of run.stdout.iterator({ destroyOnReturn: false })) {
    out += data;
    const address = /keeps running/.test(out) && /TCP and JSON +(\S+)/.exec(out)?.[1];
    if (address) {
      run.stdout.resume();
      return { run, address };
    }
  }
  throw new Error(`the demo ended:\n${out}`);
}

// ---- the table

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function show() {
  const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 0 });
  const table = [];
  for (const [key, all] of [...results].sort(([a], [b]) => outstandingOf(a) - outstandingOf(b))) {
    const [name, unit] = key.split('\t');
    const row = { name, unit, value: median(all), min: Math.min(...all), max: Math.max(...all) };
    table.push(row);
    console.log(
      `${name.padEnd(42)} ${unit.padEnd(8)} ${number(row.value).padStart(12)}   ${number(row.min)} .. ${number(row.max)}`,
    );
  }
  if (values.json) {
    await writeFile(values.json, `${JSON.stringify(table, null, 2)}\n`);
  }
}

function outstandingOf(key) {
  return Number(/(\d+) outstanding/.exec(key)[1]);
}

if (values.address) {
  const { node, peer } = await connected(values.address);
  for (let round = 0; round < rounds; round++) {
    await bridge(node, peer);
  }
  node.close();
} else {
  const folder = await mkdtemp(path.join(tmpdir(), 'diemnet-bench-'));
  const { run, address } = await demo();
  try {
    const { node, peer } = await connected(address);
    for (let round = 0; round < rounds; round++) {
      await inJava(folder);
      await bridge(node, peer);
    }
    node.close();
  } finally {
    run.kill();
    await rm(folder, { recursive: true });
  }
}
await show();
