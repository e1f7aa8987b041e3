// Real nodes for tests: processes of the one jar.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(
  new URL('../../vertx-diemnet/node/target/vertx-diemnet-node.jar', import.meta.url),
);
const LIMIT_MILLIS = 90_000;

/** Generous: machines are slow and shared. */
export async function until(what, condition) {
  const end = Date.now() + LIMIT_MILLIS;
  for (;;) {
    const result = await condition();
    if (result) {
      return result;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A process and its output. */
export class Run {
  out = '';
  err = '';

  constructor(command, args, options) {
    this.process = spawn(command, args, options);
    this.ended = once(this.process, 'close').then(([status]) => status);
    this.process.stdout.on('data', (data) => (this.out += data));
    this.process.stderr.on('data', (data) => (this.err += data));
  }

  /** What the expression finds in the output, once it does. */
  async find(expression) {
    const match = await until(`${expression} in\n${this}`, () => {
      if (this.process.exitCode !== null && !expression.test(this.out)) {
        throw new Error(`ended without ${expression}:\n${this}`);
      }
      return expression.exec(this.out);
    });
    return match[1] ?? match[0];
  }

  /** Ends it; done when it is gone. */
  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.ended;
  }

  toString() {
    return `${this.out}\n${this.err}`;
  }
}

/** A command of the node. */
export function node(...args) {
  const jar = process.env.DIEMNET_NODE_JAR ?? BUILT;
  const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  // Variables of that name would override the node's configuration.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith('DIEMNET_')),
  );
  return new Run(java, ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', jar, ...args], { env });
}

/** A demo network, and where its bridge listens. */
export async function demo(...args) {
  const run = node('demo', ...args);
  await run.find(/keeps running/);
  run.tcp = await run.find(/TCP and JSON +(\S+)/);
  run.web = await run.find(/browsers +(\S+)/);
  return run;
}

/** A folder for one test, gone with the process. */
export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'diemnet-js-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A node with a configuration of its own, ready to be connected to. */
export async function configured(config) {
  const file = path.join(await temporaryFolder(), 'node.json');
  await writeFile(file, JSON.stringify(config));
  const run = node('node', '--config', file);
  run.tcp = await run.find(/bridge tcp (\S+)/);
  run.web = await run.find(/bridge web (\S+)/);
  return run;
}

/**
 * The first of so many ports in a row that are free now, below those that the system gives to
 * others in the meantime.
 */
export async function freePort(count = 1) {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      for (let port = first; port < first + count; port++) {
        const server = net.createServer();
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
        server.close();
        await once(server, 'close');
      }
      return first;
    } catch {
      // others
    }
  }
}
