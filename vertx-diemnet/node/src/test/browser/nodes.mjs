// Real nodes for tests: processes of the command in TESTS_NODE, a JSON list.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './page.mjs';

const [java, ...ARGUMENTS] = JSON.parse(process.env.TESTS_NODE ?? '[]');
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A key pair and the peer id of it, in hex. */
export function identity() {
  const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url').toString('hex');
  return { privateKey: Buffer.from(d, 'base64url').toString('hex'), publicKey, peer: publicKey.slice(32) };
}

/** A port that is free now, below those that the system gives to others in the meantime. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = net.createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return port;
    } catch {
      // another one
    }
  }
}

/** A node that can be started and killed again and again. */
export class Node {
  #child;
  #out = '';

  constructor(config) {
    this.config = config;
  }

  async start() {
    const folder = await mkdtemp(path.join(tmpdir(), 'diemnet-dashboard-'));
    const file = path.join(folder, 'node.json');
    await writeFile(file, JSON.stringify(this.config));
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('DIEMNET_')),
    );
    this.#out = '';
    this.#child = spawn(java, [...ARGUMENTS, 'node', '--config', file], { env });
    running.add(this.#child);
    this.#child.stdout.on('data', (data) => (this.#out += data));
    this.#child.stderr.on('data', (data) => (this.#out += data));
    const last = this.config.bridge ? /^bridge web /m : /^listening /m;
    await until(() => {
      assert.equal(this.#child.exitCode, null, this.#out);
      return last.test(this.#out);
    }, () => `${last} in ${this.#out}`);
    rmSync(folder, { recursive: true });
  }

  /** It hangs from now on, with all its connections. */
  pause() {
    this.#child.kill('SIGSTOP');
  }

  resume() {
    this.#child.kill('SIGCONT');
  }

  async kill() {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    running.delete(this.#child);
  }
}
