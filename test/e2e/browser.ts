import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launchChromium } from './chromium.ts';

/**
 * One Chromium per file, one fresh context per visitor. Whatever a page writes to the console, warning or worse, fails
 * the test; `expectNoise` names what a test provokes on purpose, such as the browser's own line about a 401.
 */
export function useBrowser() {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const noise: string[] = [];
  const expected: RegExp[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const heard = noise.splice(0);
    const known = expected.splice(0);
    expect(heard.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
  });

  const visitor = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: inject('localUrl'),
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    contexts.push(context);
    context.setDefaultTimeout(15_000);
    context.on('console', (message) => {
      if (['warning', 'error', 'assert'].includes(message.type()))
        noise.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (problem) => noise.push(`${problem.error()} ${problem.error().stack}`));
    return context.newPage();
  };

  return { visitor, expectNoise: (...patterns: RegExp[]) => void expected.push(...patterns) };
}

/** What Chromium writes when the server refuses. */
export const refused = (status: number) => new RegExp(`Failed to load resource: .*status of ${status}`);
