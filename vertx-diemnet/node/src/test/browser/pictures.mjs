// Makes the pictures of docs/images of a running demo, with some traffic in it:
// node pictures.mjs URL FOLDER [SECONDS]

import path from 'node:path';
import { launch, newPage, textIs } from './page.mjs';

const [url, folder, seconds = '125'] = process.argv.slice(2);
const KINDS = {
  light: { colorScheme: 'light', viewport: { width: 1400, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1400, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 1150 } },
};

const browser = await launch();
const pages = {};
for (const [kind, options] of Object.entries(KINDS)) {
  pages[kind] = await newPage(browser, options);
  await pages[kind].goto(url);
  await textIs(pages[kind], '#state', 'Live');
}

const end = Date.now() + Number(seconds) * 1000;
for (let round = 0; Date.now() < end; round++) {
  const page = pages.light;
  const size = 200 + 1500 * (1 + Math.sin(round / 5)) + 400 * Math.random();
  await page.check(`input[value=${round % 3 === 0 ? 'direct-send' : 'rpc'}]`);
  await page.selectOption('#send-peer', { label: 'validator-1' });
  await page.fill('textarea[name=text]', 'x'.repeat(size));
  await page.click('#send-button');
  await page.waitForTimeout(300 + 600 * Math.random());
}
for (const [kind, page] of Object.entries(pages)) {
  await page.check('input[value=rpc]');
  await page.selectOption('#send-peer', { label: 'validator-1' });
  await page.fill('textarea[name=text]', 'Which round are you in?');
  await page.click('#send-button:enabled');
  await textIs(page, '#answer pre', 'Round 7.');
  if (kind !== 'phone') {
    await page.click('#peers .peer');
  }
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.activeElement.blur();
    window.scrollTo(0, 0);
  });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: path.join(folder, `dashboard-${kind}.png`) });
}
await browser.close();
