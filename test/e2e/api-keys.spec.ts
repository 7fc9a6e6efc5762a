import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { violations } from './axe.ts';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signIn, signUp } from './steps.ts';

const run = promisify(execFile);

const textOf = async (element: Locator) => (await element.textContent()) ?? '';

describe('API keys', () => {
  const { visitor, expectNoise } = useBrowser();

  const ofNewTeam = async (options = {}) => {
    const page = await visitor(options);
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.goto(`${new URL(page.url()).pathname}/settings/api-keys`);
    await heading(page, 'No API keys yet.');
    return page;
  };
  /** Runs the command of the page as somebody would who pasted it into a terminal. */
  const answered = async (command: string) => {
    const { stdout } = await run('sh', ['-c', `${command} -s -w '\n%{http_code}'`]);
    const [body = '', status] = stdout.split(/\n(?=\d+$)/);
    return { status, body: JSON.parse(body) };
  };

  it('is issued, works in a terminal, is rotated, revoked, and is refused', async () => {
    const page = await ofNewTeam();
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByLabel('Name').fill('Nightly build');
    await page.getByRole('radio', { name: 'developer' }).click();
    await page.getByRole('button', { name: 'Issue key' }).click();
    const command = await textOf(page.locator('pre'));

    expect(await answered(command)).toMatchObject({
      status: '200',
      body: { name: 'Nightly build', role: 'developer' },
    });
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    const secret = await textOf(page.getByRole('status', { name: 'Secret' }));
    expect(command).toContain(secret);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await heading(page, '1 API key.');
    expect(await page.content()).not.toContain(secret);
    expect(JSON.stringify(await page.context().storageState())).not.toContain(secret);

    await page.getByRole('button', { name: 'Commands for Nightly build' }).click();
    await page.getByRole('menuitem', { name: 'Rotate key' }).click();
    await page.getByRole('radio', { name: 'Stops now' }).click();
    await page.getByRole('button', { name: 'Rotate key' }).click();
    const next = await textOf(page.locator('pre'));
    expect(await answered(command)).toMatchObject({ status: '401', body: { code: 'api-key-expired' } });
    expect((await answered(next)).status).toBe('200');
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('button', { name: 'Commands for Nightly build' }).click();
    await page.getByRole('menuitem', { name: 'Revoke key' }).click();
    await page.getByRole('dialog', { name: 'Revoke Nightly build?' }).waitFor();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('Nightly build is revoked').waitFor();
    expect(await answered(next)).toMatchObject({ status: '401', body: { code: 'api-key-revoked' } });
    await heading(page, 'No API keys yet.');
    await page.getByRole('radio', { name: 'Ended' }).click();
    await heading(page, '1 API key ended.');
    await page.getByText('Revoked', { exact: true }).waitFor();
  });

  it('is issued with the keyboard alone, limited to one permission, and another page sees it at once', async () => {
    const page = await ofNewTeam();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await heading(other, 'No API keys yet.');

    await page.getByRole('button', { name: 'New API key' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New API key' }).waitFor();
    await page.keyboard.type('كاشف');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight'); // Only these
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space'); // team:read
    await page.getByText(/^1 of \d+\.$/).waitFor();
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('button', { name: 'I have kept it' }).focus();
    await page.keyboard.press('Enter');

    await heading(page, '1 API key.');
    await page.getByRole('cell', { name: 'team:read' }).waitFor();
    await heading(other, '1 API key.');
    await other.keyboard.press('j');
    await other.keyboard.press('Enter');
    const details = other.getByRole('dialog', { name: 'كاشف' });
    await details.getByText('see the team').waitFor();
    expect(await violations(other)).toEqual([]);
  });

  it('says what is wrong where it is wrong, and keeps what was typed', async () => {
    expectNoise(refused(422));
    const page = await ofNewTeam();
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByRole('radio', { name: 'admin' }).click();
    await page.getByRole('button', { name: 'Issue key' }).click();

    await page.getByText('A key needs a name: what uses it?').waitFor();
    expect(await page.getByRole('radio', { name: 'admin' }).getAttribute('aria-checked')).toBe('true');
  });

  it.each([
    ['light', { width: 1440, height: 900 }],
    ['dark', { width: 390, height: 844 }],
  ] as const)('has nothing serious for axe in %s, list and dialogs', async (colorScheme, viewport) => {
    const page = await ofNewTeam({ colorScheme, viewport });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByRole('radio', { name: 'Only these' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('radio', { name: 'All of the role' }).click();
    await page.getByLabel('Name').fill('Nightly build');
    await page.getByRole('button', { name: 'Issue key' }).click();
    await page.getByText('Shown now and never again.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await heading(page, '1 API key.');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    for (const command of ['Rotate key', 'Revoke key']) {
      await page.getByRole('button', { name: 'Commands for Nightly build' }).click();
      await page.getByRole('menuitem', { name: command }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('shows to a developer without commands, and to a viewer not at all', async () => {
    const account = (name: string) => ({
      name,
      email: `${name}@example.com`,
      password: inject('demoPassword'),
    });
    const page = await visitor();
    await page.goto('/sign-in');
    await signIn(page, account('developer'));
    await heading(page, 'Meridian Freight');
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('radio', { name: 'Ended' }).waitFor();
    expect(await page.getByRole('button', { name: 'New API key' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Commands for/ }).count()).toBe(0);

    const viewer = await visitor();
    await viewer.goto('/sign-in');
    await signIn(viewer, account('viewer'));
    await heading(viewer, 'Meridian Freight');
    await viewer.getByRole('link', { name: 'Settings' }).first().click();
    await viewer.getByText('Appearance').waitFor();
    expect(await viewer.getByRole('link', { name: 'API keys' }).count()).toBe(0);
  });
});
