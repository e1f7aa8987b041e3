// The dashboard of a running demo of four validators, whose URL is in TESTS_URL.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { isDrawn, launch, newPage, overflows, textIs, until } from './page.mjs';

const URL_OF_DEMO = process.env.TESTS_URL;

/** A page that takes itself for hidden and has no timer for pings; `socketFrames` is what its WebSocket did. */
async function hiddenPage(browser) {
  const page = await newPage(browser);
  await page.addInitScript(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    window.setInterval = () => 0;
  });
  page.socketFrames = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => page.socketFrames.push(`sent ${payload}`));
    socket.on('framereceived', ({ payload }) => page.socketFrames.push(`received ${payload}`));
    socket.on('close', () => page.socketFrames.push('closed'));
  });
  await page.goto(URL_OF_DEMO);
  await textIs(page, '#state', 'Live');
  return page;
}

describe('the dashboard of a demo', { timeout: 400_000 }, () => {
  let browser;
  let page;
  let hidden;
  before(async () => {
    browser = await launch();
    hidden = await hiddenPage(browser); // its heartbeat comes while others are tested
  });
  after(() => browser?.close());
  beforeEach(async () => {
    await page?.context().close();
    page = await newPage(browser);
    await page.goto(URL_OF_DEMO);
    await textIs(page, '#state', 'Live');
    await textIs(page, '#peers-summary', '3 peers connected');
  });

  const fine = () => assert.deepEqual(page.faults, []);

  test('loads from its own origin only, and without a word in the console', async () => {
    await until(() => isDrawn(page, '#plot-bytes'), 'a plot');

    assert.deepEqual([...page.origins], [new URL(URL_OF_DEMO).origin]);
    assert.equal(await page.locator('#notice').isVisible(), false);
    fine();
  });

  test('shows each peer of the viewed network with its state, role, origin, round trip and rates', async () => {
    const rows = page.locator('#peers tr');
    assert.equal(await rows.count(), 3);
    assert.deepEqual(await page.locator('#peers .peer').allInnerTexts(), [
      'validator-1',
      'validator-2',
      'validator-3',
    ]);
    assert.deepEqual(await page.locator('#peers .badge').allInnerTexts(), Array(3).fill('connected'));
    assert.deepEqual(await page.locator('#peers .role').allInnerTexts(), Array(3).fill('Validator'));
    for (const origin of await page.locator('#peers .origin').allInnerTexts()) {
      assert.match(origin, /^(inbound|outbound)$/);
    }
    await textIs(page, '#peers .ping', /^[0-9.]+ ms$/);
    await textIs(page, '#peers .in', /^[1-9][0-9.]* [kM]?B\/s$/);
    await textIs(page, '#peers .out', /^[1-9][0-9.]* [kM]?B\/s$/);
    await until(() => isDrawn(page, '#peers .spark canvas'), 'a small plot');
    await textIs(page, '#failures-panel', /No handshake of validator-0 has failed|inbound|outbound/);
    fine();
  });

  test('shows the whole mesh, and the same from another network of the node', async () => {
    await textIs(page, '#mesh-summary', '4 nodes, 6 connections');
    await page.selectOption('#network', { label: 'validator-2' });

    await textIs(page, '#traffic-of', 'of validator-2 with all its peers');
    await textIs(page, '#peers .peer', 'validator-0');
    await textIs(page, '#mesh-summary', '4 nodes, 6 connections');
    await textIs(page, '#network-facts', /testing|4/);
    assert.equal(await page.title(), 'validator-2 · DiemNet node');
    fine();
  });

  test('sends an RPC and shows the answer', async () => {
    await page.selectOption('#send-peer', { label: 'validator-1' });
    await page.selectOption('#send-protocol', 'ConsensusRpc');
    await page.fill('textarea[name=text]', 'Which round are you in?');
    await page.click('#send-button');

    await textIs(page, '#answer p', /^validator-1 answered 8 B in [0-9.]+ ms$/);
    assert.equal(await page.locator('#answer pre').innerText(), 'Round 7.');
    fine();
  });

  test('says why an RPC failed', async () => {
    await page.selectOption('#send-peer', { label: 'validator-2' });
    await page.selectOption('#send-protocol', 'ConsensusRpc');
    await page.click('#send-button');
    await textIs(page, '#answer p', /^501 NOT_SUPPORTED after /);

    await page.selectOption('#send select[name=form]', 'hex');
    await page.fill('textarea[name=text]', 'xyz');
    await page.click('#send-button');
    await textIs(page, '#answer p', /^Not sent: hex has two digits/);
    fine();
  });

  test('sends a DirectSend to all peers and shows what became of it', async () => {
    await page.check('input[value=direct-send]');
    await page.selectOption('#send-peer', { label: 'all 3 peers' });
    await page.selectOption('#send-protocol', 'ConsensusDirectSend');
    await page.click('#send-button');

    await textIs(page, '#answer p', /^Queued for 3 peers in /);
    fine();
  });

  test('can be used with the keyboard alone', async () => {
    await page.focus('#mesh');
    await page.keyboard.press('ArrowRight');
    await textIs(page, '#peer-name', /^validator-/);
    await page.keyboard.press('Escape');
    await until(() => page.locator('#peer-panel').isHidden(), 'nobody to be selected');

    await page.focus('#peers .peer >> nth=1');
    await page.keyboard.press('Enter');
    await textIs(page, '#peer-name', 'validator-2');
    await textIs(page, '#traffic-of', 'between validator-0 and validator-2');
    assert.equal(await page.locator('#send-peer option:checked').innerText(), 'validator-2');

    await page.focus('th button[data-by=name]');
    await page.keyboard.press('Space');
    await textIs(page, 'th[aria-sort=ascending]', 'Peer');
    await page.keyboard.press('Space');
    await textIs(page, 'th[aria-sort=descending]', 'Peer');
    await textIs(page, '#peers tr:first-child .peer', 'validator-3');
    fine();
  });

  test('a click anywhere in a row opens the peer, and the events are above the fold', async () => {
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.click('#peers tr:nth-child(2) .ping');
    await textIs(page, '#peer-name', 'validator-2');
    await page.click('#peers tr:nth-child(2) .peer');
    await until(() => page.locator('#peer-panel').isHidden(), 'the second click to close it');
    const events = await page.locator('#events li').first().boundingBox();
    assert.ok(events.y + events.height < 900, `the first event is at ${events.y}`);
    fine();
  });

  test('a fresh page shows the last hour that the node has kept', async () => {
    assert.ok((await page.locator('#events .new-peer').count()) >= 12);
    const answer = await page.request.get(new URL('history/diemnet.validator-0', URL_OF_DEMO).href);
    const { points, peers, events } = await answer.json();
    assert.ok(Array.isArray(points));
    assert.ok(Object.values(peers).every((rates) => rates.length === points.length));
    assert.ok(events.some(({ network }) => network === 'diemnet.validator-3'));
    await page.check('input[value=hour]');
    await textIs(page, '#spark-head', '1 hour');
    fine();
  });

  test('a click on a node of the graph selects it', async () => {
    await textIs(page, '#mesh-summary', '4 nodes, 6 connections');
    const box = await page.locator('#mesh').boundingBox();
    const over = () => page.locator('#mesh').getAttribute('data-over');
    // The first of the ring is at its top.
    let y = 0;
    await until(async () => {
      y = y < box.height / 2 ? y + 4 : 0;
      await page.mouse.move(box.x + box.width / 2, box.y + y);
      return (await over()) === 'validator-0';
    }, 'validator-0 in the graph');
    await page.mouse.click(box.x + box.width / 2, box.y + y);
    await textIs(page, '#peer-name', 'validator-0');
    fine();
  });

  test('fits a phone, in light and in dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await overflows(page), false);
    const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.notEqual(dark, light);
    for (const cell of ['.in', '.role', '.origin', '.ping']) {
      assert.equal(await page.locator(`#peers ${cell}`).first().isVisible(), true, cell);
    }
    fine();
  });

  test('answers the heartbeat of the bridge while it is hidden, without a timer', async () => {
    const { socketFrames: frames } = hidden;
    const heartbeat = () => frames.indexOf('received h');
    await until(() => heartbeat() >= 0, () => `a heartbeat in ${frames}`);
    await until(() => frames.length > heartbeat() + 1, () => `an answer in ${frames}`);

    assert.equal(frames[heartbeat() + 1], `sent ${JSON.stringify([JSON.stringify({ type: 'ping' })])}`);
    assert.equal(frames.includes('closed'), false);
    assert.deepEqual(hidden.faults, []);
  });
});
