// Compiled, not run: what a user of the types writes.

import { Code, DiemNetError, connect, text, type Message, type Payload } from 'vertx-diemnet-client';

const client = await connect('tcp://127.0.0.1:7000', { network: 'validator', token: 'x' });
const answer: Uint8Array = await client.rpc('00', 'ConsensusRpc', 'hello', { timeout: 5 });
const nothing: void = await client.directSend('00', 'ConsensusDirectSend', answer);
const queued: number = (await client.directSend('*', 'ConsensusDirectSend', 'x')).queued;
const failed = (await client.directSend(['00', '01'], 'ConsensusDirectSend', 'x')).failed['00'].code;
const service = await client.on('ConsensusRpc', async ({ payload, kind }: Message): Promise<Payload> => {
  if (kind === 'direct-send') {
    throw new DiemNetError(Code.NOT_SUPPORTED, text(payload));
  }
  return payload;
});
await client.on('ConsensusDirectSend', ({ peer }) => console.log(peer));
await client.events((event) => {
  if (event.type === 'refused') {
    console.log(event.direction, event.peer?.length);
  } else if (event.type === 'lost-peer') {
    console.log(event.reason, event.connectedAt);
  }
});
service.off();
const unmounted = new AbortController();
await client.on('ConsensusRpc', () => 'x', { signal: unmounted.signal });
(await client.events(() => {}, { signal: unmounted.signal })).off();
const url: string | null = client.url;
const other = await connect(['127.0.0.1:7000', 'tls://127.0.0.1:7001'], { reconnect: { max: 1000 } });
other.close();
const ping: number | null = (await client.peers())[0].pingMillis;
await client.whenConnected('00', { timeout: 5 });
await client.whenConnected(3);
await client.whenConnected();
const missing: string[] = (await client.known()).map(({ why, lastError }) => why ?? lastError ?? '');
// @ts-expect-error peers are an id or a number
await client.whenConnected(true);
console.log(missing, (await client.network('other').info()).failures.inbound, ping, queued, failed, nothing, url);
// @ts-expect-error a payload is no number
await client.rpc('00', 'ConsensusRpc', 7);
// @ts-expect-error an address is text
await connect(7000);
// @ts-expect-error connect() makes clients
new (await import('vertx-diemnet-client')).DiemNetClient();
client.close();
