// An application on a bridge: serves ConsensusRpc, and calls random peers of its node until SIGTERM.
// It serves until another SIGTERM, and then prints what it served and how its calls ended.
// Arguments: the client library, a name, the addresses of the bridges.

import { pathToFileURL } from 'node:url';

const [library, name, addresses] = process.argv.slice(2);
const { connect, text } = await import(pathToFileURL(library));
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const served = [];
const answered = [];
const failed = [];
const odd = [];
let ending = false;

const node = await connect(addresses.split(','), {
  network: 'validator',
  reconnect: { min: 50, max: 500 },
  onConnect: () => console.log('connected'),
  onGoingAway: () => console.log('going away'),
  onError: () => {},
});
await node.on('ConsensusRpc', async ({ payload }) => {
  const id = text(payload);
  served.push(id);
  await pause(30);
  return `answer to ${id}`;
});

let calls = 0;

async function call() {
  let peers;
  try {
    peers = await node.peers();
  } catch {
    await pause(20);
    return;
  }
  if (peers.length === 0) {
    await pause(20);
    return;
  }
  const { peer } = peers[Math.floor(Math.random() * peers.length)];
  const id = `${name}-${calls++}`;
  try {
    const answer = text(await node.rpc(peer, 'ConsensusRpc', id, { timeout: 20_000 }));
    answered.push(id);
    if (answer !== `answer to ${id}`) {
      odd.push(`${id}: ${answer}`);
    }
  } catch ({ code, message }) {
    failed.push([id, code, message]);
    await pause(20);
  }
  if (answered.length === 50 || answered.length % 200 === 0) {
    console.log(`answered ${answered.length}`);
  }
}

async function caller() {
  while (!ending) {
    await call();
    await pause(25);
  }
}

let end;
const ended = new Promise((resolve) => (end = resolve));
process.on('SIGTERM', () => (ending ? end() : (ending = true)));
await Promise.all([caller(), caller(), caller()]);
console.log('calls no more');
await ended;
node.close();
console.log(`result ${JSON.stringify({ served, answered, failed, odd })}`);
