// A validator's application in JavaScript: it calls a validator whose application runs on the JVM,
// and serves calls of the others. Run it with a running demo:
//
//   node examples/ping-pong-service.mjs 127.0.0.1:7000 [--network validator-0] [--exit]

import { parseArgs } from 'node:util';
import { connect, text } from 'vertx-diemnet-client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: 'validator-0' },
    token: { type: 'string' },
    exit: { type: 'boolean', default: false }, // exits after every peer has called once
  },
});

const node = await connect(positionals[0], { network: values.network, token: values.token });
const names = new Map((await node.networks()).map(({ peer, network }) => [peer, network]));
const name = (peer) => names.get(peer) ?? peer;
const peers = (await node.peers()).map(({ peer }) => peer);
console.log(`connected: the application of ${node.name}, which has ${peers.length} peers`);

// An RPC to a validator. Not all of them serve this protocol; the demo's validator-1 does.
for (const peer of peers) {
  try {
    const question = 'Which round are you in?';
    const answer = await node.rpc(peer, 'ConsensusRpc', question, { timeout: 5000 });
    console.log(`asked ${name(peer)}: "${question}" "${text(answer)}"`);
    break;
  } catch (failure) {
    if (failure.reason !== 'NOT_SUPPORTED') {
      throw failure;
    }
  }
}

// A service that validators call by RPC.
const callers = new Set();
await node.on('PingPongRpc', ({ peer, payload }) => {
  console.log(`${name(peer)} calls: "${text(payload)}"`);
  callers.add(peer);
  if (values.exit && peers.every((known) => callers.has(known))) {
    setTimeout(() => node.close(), 500); // after this answer is written
  }
  return 'pong from JavaScript';
});
const { queued } = await node.directSend('*', 'PingPongDirectSend', 'I serve PingPongRpc');
console.log(`told ${queued} peers of the service`);
