// Submits transactions to the mempool of examples-kotlin, which four validators share. Run it
// with the mempool:
//
//   node examples/submit-transaction.mjs 127.0.0.1:7000 "a transaction" [another ..]
// It is the application of one validator and calls another with an RPC. That validator spreads
// the transaction to all.

import { parseArgs } from 'node:util';
import { connect, text } from 'vertx-diemnet-client';

const PROTOCOL = 'MempoolSubmit';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: 'validator-0' },
    token: { type: 'string' },
  },
});
const [url, ...transactions] = positionals;
if (transactions.length === 0) {
  console.error('usage: submit-transaction.mjs HOST:PORT TRANSACTION.. [--network NAME] [--token T]');
  process.exit(2);
}

const node = await connect(url, { network: values.network, token: values.token });
try {
  const names = new Map((await node.networks()).map(({ peer, network }) => [peer, network]));
  const peers = (await node.peers()).filter(({ protocols }) => protocols.includes(PROTOCOL));
  if (peers.length === 0) {
    throw new Error(`no peer of ${node.name} accepts transactions`);
  }
  for (const [i, transaction] of transactions.entries()) {
    const { peer } = peers[i % peers.length];
    const answer = JSON.parse(text(await node.rpc(peer, PROTOCOL, transaction)));
    const name = names.get(peer) ?? peer;
    if (answer.id === undefined) {
      console.log(`${name} refused it: ${answer.refused}`);
      process.exitCode = 1;
    } else {
      console.log(`${name} took ${answer.id}`);
    }
  }
} finally {
  node.close();
}
