// The dashboard of a node with a token, while its peer and then the node itself are killed and come
// back.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { freePort, identity, Node } from './nodes.mjs';
import { launch, newPage, textIs, until } from './page.mjs';

const TOKEN = 'open sesame & more';

describe('the dashboard of a node', { timeout: 400_000 }, () => {
  let browser;
  let page;
  let url;
  let mine;
  let theirs;
  const me = identity();
  const them = identity();

  before(async () => {
    const ports = [];
    while (ports.length < 4) {
      const port = await freePort();
      ports.includes(port) || ports.push(port);
    }
    const network = (who, port, other, otherPort) => ({
      name: who === me ? 'mine' : 'theirs',
      networkId: 'validator',
      chainId: 'testing',
      identity: { privateKey: who.privateKey },
      listenAddress: `/ip4/127.0.0.1/tcp/${port}`,
      connectivity: { checkInterval: 500, maxDelay: 1000 },
      seeds: {
        [other.peer]: {
          role: 'Validator',
          addresses: [`/ip4/127.0.0.1/tcp/${otherPort}/ln-noise-ik/${other.publicKey}/ln-handshake/0`],
        },
      },
    });
    mine = new Node({
      networks: [network(me, ports[0], them, ports[1])],
      bridge: { tcpPort: ports[2], webPort: ports[3], token: TOKEN },
    });
    theirs = new Node({ networks: [network(them, ports[1], me, ports[0])] });
    url = `http://127.0.0.1:${ports[3]}/`;
    await Promise.all([mine.start(), theirs.start()]);
    browser = await launch();
    page = await newPage(browser);
  });

  after(async () => {
    await browser?.close();
    await Promise.all([mine?.kill(), theirs?.kill()]);
  });

  test('asks for the token, and takes only the right one', async () => {
    await page.goto(url);
    await textIs(page, '#state', 'Locked');
    await textIs(page, '#notice-words', /requires a token/);
    assert.equal(await page.locator('main').isVisible(), false);
    await page.fill('#token', 'guess');
    await page.click('#token-form button');
    await textIs(page, '#notice-words', /token is wrong/);
    await page.fill('#token', TOKEN);
    await page.keyboard.press('Enter');

    await textIs(page, '#state', 'Live');
    await textIs(page, '#peers-summary', '1 peer connected');
    await page.reload();
    await textIs(page, '#state', 'Live');
  });

  test('takes the token from the URL, where it does not stay', async () => {
    const other = await newPage(browser);
    await other.goto(`${url}?token=${encodeURIComponent(TOKEN)}`);
    await textIs(other, '#state', 'Live');

    assert.equal(other.url(), url);
    assert.deepEqual(other.faults, []);
    await other.context().close();
  });

  test('shows that a peer was killed, what failed since, and that it is back', async () => {
    await textIs(page, '#mesh-summary', '2 nodes, 1 connection');
    await theirs.kill();

    await textIs(page, '#peers .badge', /^(missing|dialing)$/);
    await textIs(page, '#peers-summary', '0 peers connected, 1 missing');
    await textIs(page, '#mesh-summary', '2 nodes, 0 connections, 1 missing');
    // In the words of the operating system.
    const ended = new RegExp(`^lost ${them.peer.slice(0, 8)}: .*(the remote closed it|connection|reset)`, 'i');
    await textIs(page, '#events .lost-peer .what', ended);
    await textIs(page, '#peers .why', /(next dial|dialing now).*connect/i);
    await textIs(page, '#send-hint', 'No peer is connected.');
    await until(
      async () => (await page.locator('#failures tr').allInnerTexts()).some((row) => /^connect[^i].*outbound/s.test(row)),
      async () => `the failed dials in ${await page.locator('#failures-panel').innerText()}`,
    );

    const fresh = await newPage(browser);
    await fresh.goto(`${url}?token=${encodeURIComponent(TOKEN)}`);
    await textIs(fresh, '#mesh-summary', '2 nodes, 0 connections, 1 missing');
    await textIs(fresh, '#events .lost-peer .what', /^lost /);
    await fresh.context().close();

    await theirs.start();
    await textIs(page, '#peers .badge', 'connected');
    await textIs(page, '#events .new-peer .what', new RegExp(`^connected to ${them.peer.slice(0, 8)}`));
    await textIs(page, '#mesh-summary', '2 nodes, 1 connection');
  });

  test('says that the node hangs, though the connection is open', async () => {
    mine.pause();
    await textIs(page, '#state', 'Disconnected');
    await textIs(page, '#notice-words', /^The node (has not answered for 8 s|does not answer)/);
    mine.resume();
    await textIs(page, '#state', 'Live');
    await textIs(page, '#peers .badge', 'connected');
  });

  test('says that the node is gone, and goes on when it is back', async () => {
    await mine.kill();

    await textIs(page, '#state', 'Disconnected');
    await textIs(page, '#notice-words', /^The node does not answer.* The data is from /);
    assert.equal(await page.locator('#retry').isVisible(), true);
    assert.equal(await page.locator('#send-button').isDisabled(), true);
    assert.equal(await page.locator('#peers tr').count(), 1);

    await mine.start();
    await textIs(page, '#state', 'Live');
    await textIs(page, '#peers .badge', 'connected');
    assert.equal(await page.locator('#notice').isVisible(), false);
  });
});
