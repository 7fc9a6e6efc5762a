import type { BrowserContext } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './axe.ts';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

describe('axe finds nothing serious, in light and in dark,', () => {
  const { visitor, expectNoise } = useBrowser();
  let team = '';
  let session: Awaited<ReturnType<BrowserContext['storageState']>>;

  beforeAll(async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    team = new URL(page.url()).pathname;
    session = await page.context().storageState();
  });

  const open = async (path: string) => {
    const page = await visitor({ storageState: session });
    await page.goto(path);
    await page.locator('h1').waitFor();
    return page;
  };

  it.each(['/sign-in', '/sign-up', '/forgot-password', '/reset-password', '/mailbox', '/components'])(
    'on %s',
    async (path) => {
      const page = await visitor();
      await page.goto(path);
      await page.locator('h1').waitFor();
      expect(await violationsInBothThemes(page)).toEqual([]);
    },
  );

  it('on the first-run page, also with an error', async () => {
    expectNoise(refused(422));
    const page = await visitor();
    await signUp(page, newAccount());
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByText('A team needs a name.').waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it.each([
    '',
    '/settings',
    '/settings/members',
    '/settings/invitations',
    '/settings/roles',
    '/settings/security',
    '/settings/limits',
    '/settings/api-keys',
    '/settings/privacy',
    '/settings/access-reviews',
    '/audit',
  ])('on a team’s page %s, wide and narrow', async (path) => {
    expect(await violationsInBothThemes(await open(team + path), { narrowToo: true })).toEqual([]);
  });

  it('on the list of teams, with nothing found too', async () => {
    const page = await open('/teams');
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByLabel('Search teams').fill('nothing like it');
    await page.getByText('Nothing matches').waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('on an event of the audit, verified', async () => {
    const page = await open(`${team}/audit`);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('against the log').filter({ visible: true }).waitFor();
    await page.getByRole('link', { name: 'TeamCreated' }).click();
    await heading(page, 'Every event');
    await page.getByRole('heading', { name: 'Proof' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('on the audit of the past, wide and narrow, and on its filters', async () => {
    const page = await open(`${team}/audit`);
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByRole('region', { name: /^State at position/ }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('link', { name: 'Compare with now' }).click();
    await page.getByText(/^Then and now differ/).waitFor();
    expect(await violationsInBothThemes(page, { narrowToo: true })).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('dialog', { name: 'Filter events' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('on the exports of the audit, wide and narrow, and on a new one', async () => {
    const page = await open(`${team}/audit/exports`);
    await page.getByRole('button', { name: 'New export' }).click();
    await page.getByRole('dialog', { name: 'New export' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByLabel('For whom').fill('An auditor');
    await page.getByRole('button', { name: 'Ask for the export' }).click();
    await page.getByText('ready').first().waitFor();
    expect(await violationsInBothThemes(page, { narrowToo: true })).toEqual([]);
  });

  it('on the system page', async () => {
    expect(await violationsInBothThemes(await open('/health'))).toEqual([]);
  });

  it.each(['', '/security', '/sessions', '/privacy'])(
    'on the account’s page %s, wide and narrow',
    async (path) => {
      expect(await violationsInBothThemes(await open(`/account${path}`), { narrowToo: true })).toEqual([]);
    },
  );

  it('on an access review, and what it asks before it revokes', async () => {
    const page = await open(`${team}/settings/access-reviews`);
    await page.getByRole('button', { name: 'Start review' }).click();
    await page.getByRole('dialog', { name: 'New access review' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Start review' }).click();
    await heading(page, 'Every right is attested.');
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('with the palette, the menu, the dialog and the key list open', async () => {
    const page = await open(team);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Home' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('menuitem', { name: /^Keyboard/ }).click();
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.locator('body').press('n');
    await page.getByRole('dialog', { name: 'New team' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('on an address without a page, and on a team that is not there', async () => {
    expectNoise(refused(404));
    const page = await visitor();
    await page.goto('/nowhere');
    await heading(page, 'There is nothing here');
    expect(await violationsInBothThemes(page)).toEqual([]);

    const lost = await open('/teams/019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11');
    await heading(lost, 'There is nothing here');
    expect(await violationsInBothThemes(lost)).toEqual([]);
  });
});
