// A Chromium with one page, and a record of everything that went wrong in it.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const LIMIT = 90_000; // machines are slow and shared

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a profile of its own, gone when it is closed. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.TESTS_CHROMIUM,
    headless: true,
    args: ARGUMENTS,
    timeout: LIMIT,
  });
}

/** A page with a record: `page.faults`, words; `page.origins`, where its requests went. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT);
  page.faults = [];
  page.origins = new Set();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      page.faults.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => page.faults.push(`thrown: ${error.stack}`));
  page.on('request', (request) => page.origins.add(new URL(request.url()).origin));
  return page;
}

/** Until the element's text is, or matches, what is wanted. */
export async function textIs(page, selector, wanted) {
  const element = page.locator(selector);
  const matches = (text) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted);
  return until(
    async () => (await element.allInnerTexts()).map((text) => text.trim()).find(matches) ?? null,
    async () => `${selector} to say ${wanted}; it says ${JSON.stringify(await element.allInnerTexts())}`,
  );
}

/** Until the condition gives something other than null, undefined and false: that. */
export async function until(condition, what) {
  const end = Date.now() + LIMIT;
  for (;;) {
    const result = await condition();
    if (result !== null && result !== undefined && result !== false) {
      return result;
    }
    if (Date.now() > end) {
      assert.fail(`waited in vain for ${typeof what === 'function' ? await what() : what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether something has been drawn on a canvas. */
export function isDrawn(page, selector) {
  return page.locator(selector).first().evaluate((canvas) => {
    const copy = new OffscreenCanvas(canvas.width || 1, canvas.height || 1);
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    return data.some((value) => value !== 0);
  });
}

/** Whether the page is wider than the window. */
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
