import { describe, expect, inject, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { cable } from './cable.ts';
import { createTeam, heading, newAccount, signIn, signUp } from './steps.ts';

const broken = /net::ERR_|WebSocket connection to .* failed/;

describe('when the network drops', () => {
  const { visitor, expectNoise } = useBrowser();

  it('a banner says so, and the page catches up afterwards', async () => {
    expectNoise(broken);
    await using line = await cable(inject('localUrl'));
    const ada = newAccount();
    const away = await visitor({ baseURL: line.url });
    await signUp(away, ada);
    await createTeam(away, 'Meridian Freight');
    const elsewhere = await visitor();
    await elsewhere.goto('/sign-in');
    await signIn(elsewhere, ada);
    await heading(elsewhere, 'Meridian Freight');
    await elsewhere.getByRole('link', { name: 'Settings' }).first().click();

    line.pull();
    const banner = away.getByRole('status').filter({ hasText: /Offline since \d\d:\d\d/ });
    await banner.waitFor();
    await elsewhere.getByLabel('Name', { exact: true }).fill('Meridian Logistics');
    await elsewhere.getByRole('button', { name: 'Rename' }).click();
    await heading(elsewhere, 'Meridian Logistics');
    expect(await away.locator('h1').textContent()).toContain('Meridian Freight');

    line.plug();
    await banner.waitFor({ state: 'detached' });
    await heading(away, 'Meridian Logistics');
  });

  it('a command says that nothing answered and keeps what was typed', async () => {
    expectNoise(broken);
    await using line = await cable(inject('localUrl'));
    const page = await visitor({ baseURL: line.url });
    await signUp(page, newAccount());

    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') keys.push(request.headers()['idempotency-key']);
    });
    line.pull();
    await page.getByLabel('Team name').fill('Meridian Freight');
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    expect(await page.getByLabel('Team name').inputValue()).toBe('Meridian Freight');
    // Tried twice, as one and the same command.
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);

    line.plug();
    await page.getByRole('button', { name: 'Create team' }).click();
    await heading(page, 'Meridian Freight');
  });
});
