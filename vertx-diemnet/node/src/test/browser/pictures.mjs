// Makes pictures of a running dashboard, for docs/images: node pictures.mjs URL FOLDER [PREFIX]

import path from 'node:path';
import { launch, newPage, textIs } from './page.mjs';

const [url, folder, prefix = 'dashboard'] = process.argv.slice(2);
const KINDS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
};

const browser = await launch();
for (const [kind, options] of Object.entries(KINDS)) {
  const page = await newPage(browser, { viewport: { width: 1360, height: 1000 }, ...options });
  await page.goto(url);
  await textIs(page, '#state', 'Live');
  await page.click('#send-button:enabled');
  await page.locator('#peers .peer').nth(1).click();
  await page.waitForTimeout(Number(process.env.SECONDS ?? 25) * 1000); // for the plots
  const fullPage = process.env.FULL === 'true';
  await page.screenshot({ path: path.join(folder, `${prefix}-${kind}.png`), fullPage });
  if (page.faults.length > 0) {
    console.log(kind, page.faults);
  }
}
await browser.close();
