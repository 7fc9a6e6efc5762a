import { describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

describe('the theme', () => {
  const { visitor } = useBrowser();
  const dark = 'rgb(19, 21, 24)';
  const light = 'rgb(255, 255, 255)';
  const background = `getComputedStyle(document.querySelector('main')).backgroundColor`;

  it('follows the system, also when that changes', async () => {
    const page = await visitor({ colorScheme: 'dark' });
    await page.goto('/sign-in');
    await heading(page, 'Sign in');
    expect(await page.evaluate(background)).toBe(dark);

    await page.emulateMedia({ colorScheme: 'light' });

    await expect.poll(() => page.evaluate(background)).toBe(light);
  });

  it('is remembered once chosen, and set before the first paint', async () => {
    const page = await visitor({ colorScheme: 'light' });
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');

    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    expect(await page.evaluate(background)).toBe(dark);

    // Before any script of the app has run, the page is dark already.
    await page.goto('/teams', { waitUntil: 'commit' });
    await page.locator('body').waitFor({ state: 'attached' });
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await heading(page, 'You are in one team.');
    expect(await page.evaluate(background)).toBe(dark);
  });
});
